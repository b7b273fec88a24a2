import { Kbd, Modal } from "@mantine/core";
import { useWords } from "../words/speech";
import classes from "./Frame.module.css";
import { menuEntries, shortcuts } from "./pages";

/** The list of all keys. */
export function KeyList({ opened, onClose }: { opened: boolean; onClose: () => void }) {
  const {
    absences,
    clashes,
    clinics,
    diary: words,
    frame,
    measurementKinds,
    prints,
    reminders,
    series,
    waiting,
  } = useWords();
  const { keys } = frame;
  const everywhere: [string[], string][] = [
    [["Ctrl", "K"], keys.find],
    ...shortcuts.flatMap(({ keys, name }): [string[], string][] => (keys.length === 0 ? [] : [[keys, frame[name]]])),
    [["Ctrl", "Enter"], keys.primary],
    [["Ctrl", "P"], prints.printScreen],
    [["Ctrl", "Z"], frame.undo],
    [["Ctrl", "Y"], keys.redo],
    [["Ctrl", "1…7"], keys.tabs],
    [["F6"], keys.pane],
    [["Ctrl", "B"], keys.fold],
    [["Ctrl", "L"], keys.lock],
    [["Ctrl", "Shift", "L"], frame.switchUser],
    [["Esc"], keys.close],
    [["?"], keys.all],
  ];
  const go: [string[], string][] = [
    ...menuEntries.flatMap(({ page, letter }): [string[], string][] =>
      letter === undefined ? [] : [[["G", letter.toUpperCase()], frame.pages[page]]],
    ),
    [["G", "C", "1…9"], clinics.switch],
  ];
  const diary: [string[], string][] = [
    [["T"], keys.diaryToday],
    [["←", "→"], keys.diaryStep],
    [["D", "W", "M"], keys.diaryView],
    [["O"], words.byRoom],
    [["N"], keys.diaryNew],
    [["R"], series.title],
    [["A"], absences.title],
    [["C"], clashes.title],
    [["L"], waiting.title],
    [["P"], reminders.title],
  ];
  const lists: [string[], string][] = [
    [["↑", "↓"], keys.rows],
    [["Home", "End"], keys.ends],
    [["Enter", "↓"], keys.measure],
    [["Alt", "D"], measurementKinds.measuredOn],
    [["/"], keys.template],
    [["P"], keys.privacy],
  ];
  return (
    <Modal
      opened={opened}
      onClose={onClose}
      size={680}
      title={frame.showKeys}
      closeButtonProps={{ "aria-label": frame.close }}>
      <div className={classes.columns}>
        <Keys title={keys.everywhere} rows={everywhere} />
        <div className={classes.column}>
          <Keys title={frame.goTo} rows={go} />
          <Keys title={keys.inDiary} rows={diary} />
          <Keys title={keys.inLists} rows={lists} />
        </div>
      </div>
    </Modal>
  );
}

function Keys({ title, rows }: { title: string; rows: [string[], string][] }) {
  return (
    <section>
      <h2 className={classes.title}>{title}</h2>
      <dl className={classes.list}>
        {rows.map(([keys, text]) => (
          <div key={text} className={classes.row}>
            <dt>{text}</dt>
            <dd>
              <KeyHint keys={keys} spoken />
            </dd>
          </div>
        ))}
      </dl>
    </section>
  );
}

/** Keys as they are labelled on the keyboard; `spoken` where they are the information and not a reminder of it. */
export function KeyHint({ keys, spoken = false }: { keys: string[]; spoken?: boolean }) {
  return (
    <span aria-hidden={!spoken} className="no-print">
      {keys.map((key) => (
        <Kbd key={key} ml={4}>
          {key}
        </Kbd>
      ))}
    </span>
  );
}
