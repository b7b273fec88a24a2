import { Spotlight, spotlight } from "@mantine/spotlight";
import { type Icon, IconCalendarPlus, IconFileImport, IconLock, IconSearch, IconUserPlus } from "@tabler/icons-react";
import { useEffect, useRef, useState, type KeyboardEvent } from "react";
import { queries } from "../ipc/queries";
import { useClinicQuery } from "../ipc/use-clinic";
import type { Right } from "../ipc/views";
import { type Route, useNavigation } from "../nav/navigation";
import { useMay, useSession } from "../nav/session";
import { useBirth } from "../parts/use-birth";
import { useFormat, useWords } from "../words/speech";
import { KeyHint } from "./KeyList";
import { menuEntries, shortcuts } from "./pages";

const HITS_MAX = 8;
const ICONS = { newPatient: IconUserPlus, newAppointment: IconCalendarPlus, importPatients: IconFileImport };

interface Action {
  label: string;
  /** Other words for it, by their beginnings. */
  also: string;
  keys: string[];
  icon: Icon;
  right: Right | null;
  run: () => void;
}

const isSynonym = (query: string, also: string): boolean =>
  query.trim() !== "" && also.split(" ").some((word) => word.startsWith(query.trim().toLowerCase()));

/** The library moves the focus later, and the letters that came before would be keys of the page. */
const focusAtOnce = (field: HTMLInputElement | null) => field?.focus({ preventScroll: true });

/** Enter with Ctrl takes the hit alone, and presses nothing of the page that it opens. */
const stopEnter = (event: KeyboardEvent) => {
  if (event.key === "Enter") event.stopPropagation();
};

/** Patients first, then actions. Holds names only while it is open. */
export function FindPalette() {
  const { frame, patients } = useWords();
  const format = useFormat();
  const birth = useBirth();
  const { go } = useNavigation();
  const { leave } = useSession();
  const may = useMay();
  const [query, setQuery] = useState("");
  const { value: result, isPending } = useClinicQuery(queries.search(query, HITS_MAX), {
    showsPrevious: query.trim() !== "",
  });
  const list = useRef<HTMLDivElement>(null);
  const waitsForHits = useRef(false);

  // the library keeps it open for the user who signs in after a lock
  useEffect(() => spotlight.close, []);
  // the library selects the first action when the text changes; hits come later, and Enter must take the first
  useEffect(() => {
    const actions = list.current?.querySelectorAll("[data-action]");
    if (result === null || !actions) return;
    actions.forEach((action) => action.removeAttribute("data-selected"));
    actions[0]?.setAttribute("data-selected", "true");
  }, [result]);
  // after the first one was selected
  useEffect(() => {
    if (isPending || !waitsForHits.current) return;
    waitsForHits.current = false;
    list.current?.querySelector<HTMLElement>("[data-selected]")?.click();
  }, [isPending]);

  /** Enter right after a letter waits for the hits of the current text, not those of the previous one. */
  const waitForHits = (event: KeyboardEvent) => {
    if (event.key !== "Enter" || event.nativeEvent.isComposing || !isPending) return;
    event.preventDefault();
    event.stopPropagation();
    waitsForHits.current = true;
  };
  const search = (text: string) => {
    waitsForHits.current = false;
    setQuery(text);
  };
  const open = (route: Route) => () => {
    spotlight.close();
    go(route);
  };
  const lock = () => {
    spotlight.close();
    leave("lock");
  };
  const { also } = frame;
  const all: Action[] = [
    ...shortcuts.map(({ name, keys, right, route }) => ({
      label: frame[name],
      also: also[name],
      keys,
      icon: ICONS[name],
      right,
      // text that matched a synonym of the action is not a patient's name
      run: open(route(isSynonym(query, also[name]) ? "" : query)),
    })),
    ...menuEntries.map(({ page, icon, letter, right, route }) => ({
      label: frame.openPage(frame.pages[page]),
      also: also[page],
      keys: letter === undefined ? [] : ["G", letter.toUpperCase()],
      icon,
      right,
      run: open(route),
    })),
    { label: frame.lockNow, also: also.lock, keys: ["Ctrl", "L"], icon: IconLock, right: null, run: lock },
  ];
  const actions = all.filter(
    (action) =>
      (action.right === null || may(action.right)) &&
      (action.label.toLowerCase().includes(query.trim().toLowerCase()) || isSynonym(query, action.also)),
  );

  return (
    <Spotlight.Root
      query={query}
      onQueryChange={search}
      shortcut={null}
      clearQueryOnClose
      scrollable
      centered={false}
      yOffset="3.25rem"
      size={600}
      maxHeight={420}
      attributes={{ content: { "aria-label": frame.findPlaceholder } }}
      overlayProps={{ blur: 0, backgroundOpacity: 0.6 }}
      transitionProps={{ duration: 0 }}>
      <Spotlight.Search
        ref={focusAtOnce}
        data-palette
        onKeyDownCapture={waitForHits}
        onKeyDown={stopEnter}
        placeholder={frame.findPlaceholder}
        aria-label={frame.findPlaceholder}
        leftSection={<IconSearch size={18} stroke={1.75} aria-hidden />}
      />
      <Spotlight.ActionsList ref={list}>
        {result !== null && result.hits.length > 0 && (
          <Spotlight.ActionsGroup label={frame.patientHits}>
            {result.hits.map((hit) => (
              <Spotlight.Action
                key={hit.id}
                label={hit.name}
                onClick={open({ page: "patient", id: hit.id })}
                description={birth.facts(hit)}
              />
            ))}
          </Spotlight.ActionsGroup>
        )}
        {actions.length > 0 && (
          <Spotlight.ActionsGroup label={frame.actions}>
            {actions.map((action) => (
              <Spotlight.Action
                key={action.label}
                label={action.label}
                leftSection={<action.icon size={18} stroke={1.75} aria-hidden />}
                rightSection={<KeyHint keys={action.keys} />}
                onClick={action.run}
              />
            ))}
          </Spotlight.ActionsGroup>
        )}
        {result !== null && result.hits.length === 0 && (
          <Spotlight.Empty>
            {`${patients.noMatch(query)}. ${patients.searched(format.number(result.searched, 0))}`}
          </Spotlight.Empty>
        )}
      </Spotlight.ActionsList>
    </Spotlight.Root>
  );
}
