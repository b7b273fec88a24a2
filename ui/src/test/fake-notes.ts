import type { Clinic } from "../ipc/clinic";
import type * as V from "../ipc/views";
import { at } from "./records";

/** Templates and versions of notes in memory. */
export function noteCommands() {
  let templates: V.NoteTemplate[] = [
    {
      id: "t1",
      seen: "",
      isBuiltIn: true,
      name: "Diet recall",
      section: "assessment",
      text: "Breakfast:\nLunch:\nSupper:\nSnacks:",
      isActive: true,
    },
    {
      id: "t2",
      seen: "1",
      isBuiltIn: false,
      name: "Our summary",
      section: "assessment",
      text: "Weight {weight}. {medications}. {goals}.\nNext: ",
      isActive: true,
    },
  ];
  const put = (row: V.NoteTemplate) => {
    templates = [...templates.filter(({ id }) => id !== row.id), row];
    return row;
  };
  let fields: V.CustomFieldView[] = [];
  const putField = (row: V.CustomFieldView) => {
    fields = [...fields.filter(({ id }) => id !== row.id), row];
    return row;
  };
  let kinds: V.MeasurementKindView[] = [];
  const putKind = (row: V.MeasurementKindView) => {
    kinds = [...kinds.filter(({ id }) => id !== row.id), row];
    return row;
  };
  const versions: V.NoteVersionRow[] = [
    { id: "nv3", number: 3, at: at("10:42"), by: "Abena Mensah" },
    { id: "nv2", number: 2, at: at("10:30"), by: "Bright Osei" },
    { id: "nv1", number: 1, at: at("10:10"), by: "Abena Mensah" },
  ];
  const row = (id: V.Id) => versions.find((version) => version.id === id)!;
  return {
    noteTemplates: async () => templates.filter(({ isActive }) => isActive),
    allNoteTemplates: async () => templates,
    addNoteTemplate: async (form) => put({ id: `t${templates.length + 1}`, seen: "1", isBuiltIn: false, ...form }),
    editNoteTemplate: async (id, _seen, _loaded, form) =>
      put({ ...templates.find((template) => template.id === id)!, ...form, seen: "2" }),
    measurementKinds: async () => kinds,
    addMeasurementKind: async (form) => putKind({ id: `mk${kinds.length + 1}`, seen: "1", isUsed: false, ...form }),
    editMeasurementKind: async (id, _seen, _loaded, form) => putKind({ id, seen: "2", isUsed: true, ...form }),
    customFields: async () => fields,
    addCustomField: async (form) => putField({ id: `cf${fields.length + 1}`, seen: "1", ...form }),
    editCustomField: async (id, _seen, _loaded, form) => putField({ id, seen: "2", ...form }),
    noteVersions: async () => versions,
    compareNoteVersions: async (_id, earlier, later) => ({
      earlier: row(earlier),
      later: row(later),
      sections: [
        {
          section: "assessment",
          earlier: [
            { text: "Eats ", changed: false },
            { text: `late (${earlier})`, changed: true },
          ],
          later: [
            { text: "Eats ", changed: false },
            { text: `early (${later})`, changed: true },
          ],
        },
      ],
    }),
  } satisfies Partial<Clinic>;
}
