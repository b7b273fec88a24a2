import { bilingual } from "./bilingual";

export const visits = bilingual(
  {
    types: { initial: "Initial", followUp: "Follow-up", group: "Group", phone: "Phone" }, type: "Kind of visit", complaint: "Reason for the visit", followUpOn: "Next visit on", endVisit: "End visit", ended: (at: string) => `Ended ${at}`, rail: "Sections", measurements: "Measurements", note: "Note",
    start: (name: string) => `Start a visit with ${name}`,
    kinds: { weight: "Weight", height: "Height", waist: "Waist", hip: "Hip", bloodPressure: "Blood pressure", pulse: "Pulse", temperature: "Temperature", glucose: "Glucose", bodyFat: "Body fat", bmi: "BMI", waistHeight: "Waist to height", waistHip: "Waist to hip" },
    measure: "Measure", entry: "Entry", unit: "Unit", last: "Last", change: "Change", result: "Result", computed: "Computed", weightChange: "Weight change", changeOver: (months: number) => (months === 0 ? "Change since last" : months === 1 ? "Change, 1 month" : `Change, ${months} months`), needs: (kinds: string) => `needs ${kinds}`, formula: (name: string) => `Formula: ${name}`,
    doubt: (typed: string, last: string) => `${typed} is far from the last ${last}. Keep it?`, unusual: (typed: string, low: string, high: string) => `${typed} is unusual: most lie between ${low} and ${high}. Keep it?`, keep: "Keep", correct: "Correct", problem: { notANumber: (kind: string, example: string) => `Not a ${kind.toLowerCase()}. Write ${example}.`, unknownUnit: (kind: string, example: string) => `Unknown unit for ${kind.toLowerCase()}. Write ${example}.`, impossible: (kind: string, example: string) => `No ${kind.toLowerCase()} can be that. Write ${example}.` },
    examples: { weight: "72.4 kg or 159 lb", height: "170 cm or 5'7", waist: "84 cm or 33 in", hip: "98 cm or 38.5 in", bloodPressure: "128/82", pulse: "72", temperature: "36.8 °C or 98.2 °F", glucose: "5.4 mmol/L or 97 mg/dL", bodyFat: "28 %", bmi: "24", waistHeight: "0.5", waistHip: "0.8" },
    words: { low: "Low", normal: "Normal", high: "High", unknown: "" }, normalRange: "Normal range", trend: (kind: string) => `${kind} over time`, notFromZero: "axis does not start at 0", reference: (name: string) => `Reference: ${name}`,
  },
  {
    types: { initial: "Première", followUp: "Suivi", group: "Groupe", phone: "Téléphone" }, type: "Type de visite", complaint: "Motif de la visite", followUpOn: "Prochaine visite le", endVisit: "Terminer la visite", ended: (at: string) => `Terminée ${at}`, rail: "Sections", measurements: "Mesures", note: "Note",
    start: (name: string) => `Commencer une visite avec ${name}`,
    kinds: { weight: "Poids", height: "Taille", waist: "Tour de taille", hip: "Tour de hanches", bloodPressure: "Tension", pulse: "Pouls", temperature: "Température", glucose: "Glycémie", bodyFat: "Masse grasse", bmi: "IMC", waistHeight: "Taille sur hauteur", waistHip: "Taille sur hanches" },
    measure: "Mesure", entry: "Saisie", unit: "Unité", last: "Dernière", change: "Écart", result: "Résultat", computed: "Calculé", weightChange: "Évolution du poids", changeOver: (months: number) => (months === 0 ? "Écart, dernière" : `Écart, ${months} mois`), needs: (kinds: string) => `demande ${kinds}`, formula: (name: string) => `Formule : ${name}`,
    doubt: (typed: string, last: string) => `${typed} est loin de la dernière valeur, ${last}. La garder ?`, unusual: (typed: string, low: string, high: string) => `${typed} est inhabituel : la plupart sont entre ${low} et ${high}. Garder ?`, keep: "Garder", correct: "Corriger", problem: { notANumber: (kind: string, example: string) => `${kind} illisible. Écrivez ${example}.`, unknownUnit: (kind: string, example: string) => `${kind} : unité inconnue. Écrivez ${example}.`, impossible: (kind: string, example: string) => `${kind} impossible. Écrivez ${example}.` },
    examples: { weight: "72,4 kg ou 159 lb", height: "170 cm ou 5'7", waist: "84 cm ou 33 in", hip: "98 cm ou 38,5 in", bloodPressure: "128/82", pulse: "72", temperature: "36,8 °C ou 98,2 °F", glucose: "5,4 mmol/L ou 97 mg/dL", bodyFat: "28 %", bmi: "24", waistHeight: "0,5", waistHip: "0,8" },
    words: { low: "Bas", normal: "Normal", high: "Élevé", unknown: "" }, normalRange: "Plage normale", trend: (kind: string) => `${kind} dans le temps`, notFromZero: "l’axe ne commence pas à 0", reference: (name: string) => `Référence : ${name}`,
  },
);
