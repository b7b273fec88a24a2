import type { Clinic } from "../ipc/clinic";
import type * as V from "../ipc/views";
import * as R from "./records";

const resultOf = (points: number): V.ScreeningResult => ({
  category: points === 0 ? "low" : points === 1 ? "medium" : "high",
  concern: points === 0 ? "none" : points === 1 ? "some" : "high",
  score: String(points),
  components: [points, 0, 0],
  points,
  pointsMax: 6,
});

const screening = (id: string, day: string, points: number): V.ScreeningView => ({
  id,
  seen: "1",
  tool: "must",
  version: 1,
  answers: { bmi: "above_20", weight_loss_pct: "below_5", acute_no_intake_over_5d: "no" },
  result: resultOf(points),
  differs: false,
  screenedAt: R.at("09:10", day),
  by: "Abena Mensah",
  visitId: null,
  replaces: null,
  isReplaced: false,
});

const choice = (key: V.ChoiceKey, name: string, value: string): V.ScreeningChoice => ({
  key,
  answers: { [name]: value },
});
const question = (
  key: V.QuestionKey,
  choices: V.ScreeningChoice[],
  more: Partial<V.ScreeningQuestion> = {},
): V.ScreeningQuestion => ({ key, choices, isOptional: false, known: null, given: null, ...more });

const bmi: V.ScreeningChoice[] = [
  choice("bmiAbove20", "bmi", "above_20"),
  choice("bmi18To20", "bmi", "18.5_to_20"),
  choice("bmiBelow18", "bmi", "below_18.5"),
];
const known: V.KnownAnswer = {
  measure: "bmi",
  value: 17.9,
  measuredAt: R.at("09:05"),
  isToday: true,
  answer: { choice: "bmiBelow18", answers: { bmi: "17.901235" } },
};
const must = (): V.ScreeningForm => ({
  tool: "must",
  credit: "The ‘Malnutrition Universal Screening Tool’ (‘MUST’) is by BAPEN.",
  questions: [
    question("mustBmi", bmi, { known }),
    question("mustLoss", [
      choice("lossBelow5", "weight_loss_pct", "below_5"),
      choice("loss5To10", "weight_loss_pct", "5_to_10"),
      choice("lossAbove10", "weight_loss_pct", "above_10"),
    ]),
    question("mustAcute", [
      choice("no", "acute_no_intake_over_5d", "no"),
      choice("yes", "acute_no_intake_over_5d", "yes"),
    ]),
  ],
});
const mst = (): V.ScreeningForm => ({
  tool: "mst",
  credit: "Malnutrition Screening Tool: Ferguson et al., Nutrition 1999.",
  questions: [
    question("mstLoss", [choice("lostNothing", "lost_weight", "no"), choice("lostUnsure", "lost_weight", "unsure")]),
    question("mstAppetite", [choice("no", "poor_appetite", "no"), choice("yes", "poor_appetite", "yes")]),
  ],
});

/** A form with the former answers. */
function answered(form: V.ScreeningForm, given: V.NewScreening["answers"]): V.ScreeningForm {
  const questions = form.questions.map((one) => {
    const chosen = one.choices.find(({ answers }) =>
      Object.entries(answers).every(([name, value]) => given[name] === value),
    );
    const measured = one.known?.answer ?? null;
    const isMeasured = Object.entries(measured?.answers ?? {}).some(([name, value]) => given[name] === value);
    const own = chosen ? { choice: chosen.key, answers: chosen.answers } : null;
    return { ...one, known: null, given: isMeasured ? measured : own };
  });
  return { ...form, questions };
}

const POINTS: Record<string, number> = {
  "18.5_to_20": 1,
  "below_18.5": 2,
  "17.901235": 2,
  "5_to_10": 1,
  above_10: 2,
  yes: 2,
  unsure: 2,
};

/** Screenings in memory; the product's own scores are the clinic's. */
export function screeningCommands(state: R.FakeState) {
  const categories: V.Category[] = ["low", "medium", "high"];
  let steps = categories.map((category): V.NextSteps => ({ tool: "must", category, text: "", seen: "" }));
  let rows = state.empty
    ? []
    : [
        screening("sc3", "2026-11-06", 3),
        screening("sc2", "2026-08-14", 1),
        { ...screening("sc1", "2026-02-02", 0), isReplaced: true },
        { ...screening("sc0", "2026-02-02", 2), replaces: "sc1" },
      ];
  let draft: V.NewScreening | null = null;
  const scored = ({ tool, answers }: V.NewScreening): V.Scoring => {
    const form = tool === "must" ? must() : mst();
    const isOpen = ({ choices }: V.ScreeningQuestion) =>
      !choices.some((one) => Object.keys(one.answers).some((name) => name in answers));
    const missing = form.questions.filter(isOpen).map(({ key }) => key);
    const points = Object.values(answers).reduce((sum, value) => sum + (POINTS[value] ?? 0), 0);
    return { result: missing.length === 0 ? resultOf(points) : null, missing, problem: null };
  };
  return {
    screenings: async () => rows,
    screeningStart: async (patientId, corrects) => {
      // a child
      const none = { lacksHeight: false, lacksTool: false, draftSavedAt: null };
      if (patientId === "p3") return { preselected: null, forms: [], ...none };
      const begun = draft?.replaces === corrects ? draft : null;
      const draftSavedAt = begun === null ? null : R.at("10:42");
      if (corrects === null)
        return {
          preselected: begun?.tool ?? "must",
          forms: [must(), mst()].map((form) => (begun?.tool === form.tool ? answered(form, begun.answers) : form)),
          lacksHeight: false,
          lacksTool: false,
          draftSavedAt,
        };
      const given = begun?.answers ?? rows.find(({ id }) => id === corrects)?.answers ?? {};
      const form = answered(must(), given);
      return { preselected: "must", forms: [form], lacksHeight: false, lacksTool: false, draftSavedAt };
    },
    saveScreeningDraft: async (form) => {
      draft = form;
      return { savedAt: R.at("10:42") };
    },
    discardScreeningDraft: async () => {
      draft = null;
      return null;
    },
    scoreScreening: async (form) => scored(form),
    nextSteps: async () => steps,
    editNextSteps: async (edit) => {
      const written = { ...edit, seen: `${edit.seen}+` };
      steps = steps.map((one) => (one.tool === edit.tool && one.category === edit.category ? written : one));
      return written;
    },
    recordScreening: async (form) => {
      draft = null;
      const added: V.ScreeningView = {
        ...screening(`sc${rows.length}`, R.DAY, 0),
        tool: form.tool,
        answers: form.answers,
        result: scored(form).result,
        replaces: form.replaces,
      };
      rows = [added, ...rows.map((row) => (row.id === form.replaces ? { ...row, isReplaced: true } : row))];
      return added;
    },
    removeScreening: async (id) => {
      rows = rows.filter((row) => row.id !== id);
      return null;
    },
  } satisfies Partial<Clinic>;
}
