import type { LabSummary, TimelineEvent, TimelineTarget } from "../../../ipc/views";
import { useAmount } from "../../../parts/use-amount";
import { useCentile } from "../../../parts/use-centile";
import { useMeasures } from "../../../parts/use-measures";
import { useSite } from "../../../parts/use-site";
import { useFormat, useLabelled, useWords } from "../../../words/speech";
import { useStatusWhy } from "../../../parts/use-status-why";
import { useOrderText } from "./use-order-text";
import { useLabWords } from "./use-lab-words";

/** If more targets were set at once, their number is shown. */
const TARGETS_SHOWN = 5;

/** The state of an event that is shown as a chip. */
export function chipOf(event: TimelineEvent) {
  if (event.what === "note") return event.state;
  return event.what === "appointment" || event.what === "patientStatus" ? event.status : null;
}

/** If a sheet has more results, their number is shown; those beyond a limit come first. */
const RESULTS_SHOWN = 4;

/** The text of an event next to its kind and chip; may be empty. */
export function useValue(): (event: TimelineEvent) => string {
  const {
    visits,
    consents,
    documents,
    portal,
    mealPlans,
    pregnancies,
    prescriptions,
    recalls,
    screening,
    needsEquations,
    followUps,
    background,
    goals,
    handouts,
    nutrients,
    targets,
    timeline,
    chips,
  } = useWords();
  const format = useFormat();
  const why = useStatusWhy();
  const amount = useAmount();
  const measure = useMeasures();
  const site = useSite();
  const { after } = useCentile();
  const labs = useLabWords();
  const orders = useOrderText();
  const targetText = (target: TimelineTarget) => `${nutrients.names[target.nutrient]} ${amount(target)}`;
  const resultText = (result: LabSummary) =>
    [labs.name(result), labs.entered(result), result.flag && chips[result.flag]].filter(Boolean).join(" ");
  const joined = useLabelled();
  return (event) => {
    switch (event.what) {
      case "note":
      case "registered":
      case "patientStatus":
        return "";
      case "visit":
        return joined(visits.types[event.type], event.text);
      case "measured":
        return event.measures
          .map(
            ({ kind, quantity, how, centile }) =>
              `${measure.name(kind)} ${after(measure.taken(measure.value(kind, quantity), how), centile)}`,
          )
          .join(", ");
      case "lab": {
        const { laboratory, results } = event;
        const few = results.slice(0, RESULTS_SHOWN).map(resultText);
        const rest = results.length - few.length;
        return joined(laboratory, [...few, ...(rest > 0 ? [`+${rest}`] : [])].join(", "));
      }
      case "recalled": {
        const kcal = event.kcal === null ? null : format.quantityOf({ value: event.kcal, unit: "kcal" }, 0);
        return joined(recalls.kinds[event.kind], kcal);
      }
      case "mealPlanned": {
        const kcal = event.kcal === null ? null : format.quantityOf({ value: event.kcal, unit: "kcal" }, 0);
        const state = event.isGiven ? mealPlans.given : mealPlans.draft;
        return joined(mealPlans.summary(event.title, event.days), [state, kcal].filter(Boolean).join(", "));
      }
      case "dietOrdered": {
        return [orders.oral(event), ...event.supplements, event.tubeFeed].filter(Boolean).join(", ");
      }
      case "handoutGiven":
        return joined(event.title ?? handouts.unreadable, event.language && format.language(event.language));
      case "prescribed":
        return joined(event.medication, [event.dosage, prescriptions.states[event.state]].join(", "));
      case "screened": {
        const result = event.result && `${event.result.score}, ${screening.categories[event.result.category]}`;
        return joined(screening.tools[event.tool], result);
      }
      case "estimated": {
        const kcal = event.energyKcal === null ? null : format.quantityOf({ value: event.energyKcal, unit: "kcal" }, 0);
        return joined(needsEquations.methods[event.method], kcal);
      }
      case "problem":
      case "goal":
        return joined(event.text, event.status && goals.states[event.status]);
      case "allergy":
      case "condition":
      case "medicine":
        return joined(event.text, event.status && background.states[event.status]);
      case "pregnant":
        return event.due === null ? "" : format.date(event.due);
      case "pregnancyEnded":
        return event.outcome === null ? "" : pregnancies.outcomes[event.outcome];
      case "stayBegan":
      case "stayEnded":
        return site(event.site);
      case "noneKnown":
        return event.list === null ? "" : background.lists[event.list].none;
      case "appointment":
        // a cancelled appointment is dated by its cancellation, so add when it was to start
        return joined(event.status === "cancelled" ? format.dateTime(event.starts) : null, why(event.code, event.text));
      case "call":
        return joined(followUps.results[event.result], event.text);
      case "targetsSet": {
        const { source, targets: set } = event;
        const few =
          set.length > TARGETS_SHOWN ? targets.count(format.number(set.length)) : set.map(targetText).join(", ");
        return joined(targets.sources[source], few);
      }
      case "targetEnded":
        return targetText(event.target);
      case "consented":
        return joined(event.text, consents.methods[event.method]);
      case "document":
        return joined(documents.types[event.type], event.text);
      case "portal":
        return portal.states[event.status];
      case "merged":
      case "parted":
        return timeline.files(event.from, event.into);
      case "consentWithdrawn":
      case "insured":
      case "insuranceEnded":
      case "referred":
      case "referralEnded":
      case "teamJoined":
      case "teamLeft":
      case "addendum":
      case "noteVoid":
      case "noteVoidRefused":
      case "task":
      case "taskDone":
        return event.text;
    }
  };
}
