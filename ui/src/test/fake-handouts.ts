import type { Clinic } from "../ipc/clinic";
import type * as V from "../ipc/views";
import * as R from "./records";

const version = (id: string, language: string, title: string): V.HandoutView => ({
  id,
  seen: "1",
  language,
  title,
  text: `# ${title}`,
  isActive: true,
});

/** Handouts in memory: one in two languages, one in Dutch alone, the first one given already. */
export function handoutCommands(state: R.FakeState, onChange: () => void) {
  let leaflets: V.LeafletView[] = state.empty
    ? []
    : [
        { id: "h1", versions: [version("h1", "en", "Less salt"), version("h2", "fr", "Moins de sel")] },
        { id: "h3", versions: [version("h3", "nl", "Meer vezels")] },
      ];
  const versions = () => leaflets.flatMap((leaflet) => leaflet.versions);
  const given = (id: string, of: V.HandoutView, givenAt: string): V.GivenHandoutView => ({
    id,
    seen: "1",
    handoutId: of.id,
    visitId: null,
    givenAt,
    by: "Abena Mensah",
    language: of.language,
    title: of.title,
    text: of.text,
  });
  let rows: V.GivenHandoutView[] = state.empty ? [] : [given("g1", versions()[0]!, "2026-10-02T08:30:00Z")];
  let removed: V.GivenHandoutView[] = [];
  const changed = () => {
    onChange();
    return rows[0]!;
  };
  return {
    handouts: async () => leaflets,
    offeredHandouts: async () => {
      const offered = leaflets.map(({ id, versions: all }) => ({ id, versions: all.filter((one) => one.isActive) }));
      return offered.filter((leaflet) => leaflet.versions.length > 0);
    },
    addHandout: async (leafletId, form) => {
      if (versions().some(({ title }) => title === form.title))
        throw R.refusal("invalid", { field: "title", reason: "taken" });
      const added = { id: `h${versions().length + 2}`, seen: "1", ...form };
      leaflets =
        leafletId === null
          ? [...leaflets, { id: added.id, versions: [added] }]
          : leaflets.map((one) => (one.id === leafletId ? { ...one, versions: [...one.versions, added] } : one));
      return added;
    },
    editHandout: async (id, _seen, _loaded, form) => {
      const edited = { id, seen: "2", ...form };
      leaflets = leaflets.map((leaflet) => ({
        ...leaflet,
        versions: leaflet.versions.map((one) => (one.id === id ? edited : one)),
      }));
      return edited;
    },
    givenHandouts: async () => rows,
    giveHandout: async ({ handoutId }) => {
      const of = versions().find(({ id }) => id === handoutId)!;
      rows = [given(`g${rows.length + 1}`, of, "2026-11-20T10:00:00Z"), ...rows];
      return changed();
    },
    removeGivenHandout: async (id) => {
      removed = rows.filter((row) => row.id === id);
      rows = rows.filter((row) => row.id !== id);
      onChange();
      return "2";
    },
    restoreGivenHandout: async () => {
      rows = [...removed, ...rows];
      return changed();
    },
  } satisfies Partial<Clinic>;
}
