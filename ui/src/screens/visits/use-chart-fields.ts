import { chartFields } from "../../ipc/bindings";
import { useClinic } from "../../ipc/use-clinic";
import type {
  BackgroundView,
  ChartField,
  CurrentMeasure,
  HealthList,
  MeasureGrid,
  MeasureKind,
  PatientHeader,
  Reading,
} from "../../ipc/views";
import { useBirth } from "../../parts/use-birth";
import { useCentile } from "../../parts/use-centile";
import { useMeasures } from "../../parts/use-measures";
import { useFormat, useToday, useWords } from "../../words/speech";

const OF_BACKGROUND: ChartField[] = ["allergies", "conditions", "medications"];
const OF_PLAN: ChartField[] = ["problems", "goals"];

/** Replaces the fields of the chart that a text names in braces; unknown names stay as they are. */
export type FromChart = (text: string) => Promise<string>;

/**
 * Texts from the chart for a note. A missing value is written as not recorded, and a list that is incomplete on this
 * computer says so.
 */
export function useChartFields({ header }: { header: PatientHeader }, grid: MeasureGrid, complaint: string): FromChart {
  const { background: lists, notes, visits } = useWords();
  const format = useFormat();
  const birth = useBirth();
  const { name, value, taken } = useMeasures();
  const { stated } = useCentile();
  const today = useToday();
  const clinic = useClinic();

  const measured = (kind: MeasureKind) => {
    const line = grid.lines.find((other) => other.kind === kind);
    const of = ({ quantity, how, centile }: Reading | CurrentMeasure) =>
      stated(taken(format.quantity(quantity), how), centile);
    if (line?.current) return of(line.current);
    if (line?.last) return format.dated(of(line.last), line.last.measuredAt);
    const derived = grid.derived.find((other) => other.kind === kind);
    return derived?.quantity ? stated(format.quantity(derived.quantity), derived.centile) : notes.notRecorded;
  };
  const measures = () => {
    const lines = grid.lines.flatMap(({ kind, current }) =>
      current ? [`${name(kind)} ${stated(taken(value(kind, current.quantity), current.how), current.centile)}`] : [],
    );
    const derived = grid.derived.flatMap(({ kind, quantity, centile }) =>
      quantity ? [`${visits.kinds[kind]} ${stated(format.quantity(quantity), centile)}`] : [],
    );
    return lines.length === 0 ? notes.notRecorded : [...lines, ...derived].join(", ");
  };
  const listed = (names: string[], empty: string) => {
    const all = names.length === 0 ? empty : names.join(", ");
    return header.partial || header.damaged.length > 0 ? notes.notAllShown(all) : all;
  };
  const ofBackground = (view: BackgroundView) => {
    const entries = (list: HealthList, all: unknown[], active: string[]) => {
      const isNoneKnown = view.noneKnown.some((answer) => answer.list === list);
      return listed(active, isNoneKnown ? lists.lists[list].none : all.length > 0 ? lists.noneActive : lists.notAsked);
    };
    const { allergies, conditions, medications } = view;
    return {
      allergies: entries(
        "allergies",
        allergies,
        allergies.filter(({ status }) => status === "active").map(({ substance }) => substance),
      ),
      conditions: entries(
        "conditions",
        conditions,
        conditions.filter(({ status }) => status !== "resolved").map(({ name }) => name),
      ),
      medications: entries(
        "medications",
        medications,
        medications
          .filter(({ status }) => status === "active")
          .map(({ name, dose }) => [name, dose].filter(Boolean).join(" ")),
      ),
    };
  };

  return async (text) => {
    const named = chartFields.filter((field) => text.includes(`{${field}}`));
    const needs = (fields: ChartField[]) => named.some((field) => fields.includes(field));
    const [background, plan] = await Promise.all([
      needs(OF_BACKGROUND) ? clinic.patient(header.id).then((patient) => patient.background) : null,
      needs(OF_PLAN) ? clinic.carePlan(header.id) : null,
    ]);
    const active = <Row extends { status: string }>(rows: Row[]) => rows.filter(({ status }) => status === "active");
    const values: Partial<Record<ChartField, string>> = {
      today: format.day(today),
      age: birth.age(header) || notes.notRecorded,
      complaint: complaint.trim() === "" ? notes.notRecorded : complaint.trim(),
      measures: measures(),
      weight: measured("weight"),
      height: measured("height"),
      bmi: measured("bmi"),
      ...(background && ofBackground(background)),
      ...(plan && {
        problems: listed(
          active(plan.diagnoses).map(({ problem }) => problem),
          notes.noneRecorded,
        ),
        goals: listed(
          active(plan.goals).map((goal) => goal.text),
          notes.noneRecorded,
        ),
      }),
    };
    return named.reduce(
      (completed, field) => completed.replaceAll(`{${field}}`, () => values[field] ?? notes.notRecorded),
      text,
    );
  };
}
