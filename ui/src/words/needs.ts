import type { BodySizeFormula, WeightBasis } from "../ipc/views";
import { bilingual } from "./bilingual";

interface NeedsWords {
  title: string;
  none: string;
  noneHelp: string;
  estimate: string;
  keys: string;
  method: string;
  energy: string;
  energyChart: string;
  energyUnit: string;
  protein: string;
  fluid: string;
  fat: string;
  carbohydrate: string;
  resting: string;
  activityFactor: string;
  stressFactor: string;
  stress: string;
  kcal: string;
  kcalPerKg: string;
  own: string;
  aDay: string;
  ofEnergy: string;
  chosen: string;
  requirements: string;
  unreadable: string;
  differs: string;
  corrected: string;
  correct: string;
  remove: string;
  removeOf: (date: string) => string;
  reason: string;
  reasonHelp: string;
  removed: string;
  saved: string;
  save: string;
  back: string;
  corrects: (date: string) => string;
  inputs: string;
  sex: string;
  sexes: { F: string; M: string };
  sexUnknown: string;
  age: string;
  ageYears: string;
  weight: string;
  height: string;
  bodyFat: string;
  today: string;
  basis: string;
  bases: Record<WeightBasis, string>;
  reference: string;
  noReference: string;
  activity: string;
  sets: { activity: string; pal: string; activity_2005: string; activity_2023: string };
  setHelp: { activity: string; pal: string; activity_2005: string; activity_2023: string };
  pal: string;
  palHelp: string;
  perKg: string;
  state: string;
  states: { none: string; pregnant: string; lactating: string };
  weeks: string;
  before: string;
  hollidaySegar: string;
  anHour: (ml: string) => string;
  weightOld: (age: string) => string;
  heightOld: (age: string) => string;
  bodyFatOld: (age: string) => string;
  ageEstimated: string;
  ageEstimatedShort: string;
  notForPregnancy: string;
  pregnancyNotCounted: string;
  fromChart: string;
  ageMonths: (months: number) => string;
  ageDays: (days: number) => string;
  number: (name: string, least: string, most: string) => string;
  choice: (name: string) => string;
  both: string;
  ageRecorded: string;
  womenOnly: string;
  overHundred: string;
  basisShown: (basis: string, kg: string) => string;
  bodySizes: string;
  sizes: Record<BodySizeFormula, string>;
  source: (source: string) => string;
}

export const needs = bilingual<NeedsWords>(
  {
    title: "Needs",
    none: "No estimate yet",
    noneHelp: "Energy by a published equation, protein and fluid, from what was measured.",
    estimate: "Estimate needs",
    keys: "Enter begins, a letter is the activity, Ctrl and Enter save.",
    method: "Equation",
    energy: "Energy",
    energyChart: "Energy needed",
    energyUnit: "kcal a day",
    protein: "Protein",
    fluid: "Fluid",
    fat: "Fat",
    carbohydrate: "Carbohydrate",
    resting: "At rest, kcal",
    activityFactor: "× activity",
    stressFactor: "× stress",
    stress: "Stress factor",
    kcal: "kcal",
    kcalPerKg: "kcal/kg",
    own: "own",
    aDay: "A day",
    ofEnergy: "Of energy",
    chosen: "Chosen",
    requirements: "Requirements",
    unreadable: "Computed by a later version of this program",
    differs: "The inputs do not give what was stored. This is what they give.",
    corrected: "corrected",
    correct: "Correct",
    remove: "Remove",
    removeOf: (date) => `Remove the estimate of ${date}, entered in error?`,
    reason: "Why it is wrong",
    reasonHelp: "Kept in the audit log.",
    removed: "Removed",
    saved: "Saved",
    save: "Save estimate",
    back: "Back to the list",
    corrects: (date) => `Correction of the estimate of ${date}`,
    inputs: "Inputs",
    sex: "Equations made for",
    sexes: { F: "Women", M: "Men" },
    sexUnknown: "Not known from the file. Choose whose equations to use.",
    age: "Age",
    ageYears: "Age in years",
    weight: "Weight",
    height: "Height",
    bodyFat: "Body fat",
    today: "today",
    basis: "Weight to compute with",
    bases: { actual: "Actual", adjusted: "Adjusted", reference: "Reference" },
    reference: "Reference weight by",
    noReference: "A reference weight is for adults from 152.4 cm.",
    activity: "Activity",
    sets: { activity: "Factors", pal: "PAL", activity_2005: "EER 2005", activity_2023: "EER 2023" },
    setHelp: {
      activity: "Common factors for energy at rest. Their origin is not known.",
      pal: "Physical activity level, for energy at rest.",
      activity_2005: "Levels of the EER 2005 alone.",
      activity_2023: "Levels of the EER 2023 alone.",
    },
    pal: "Level",
    palHelp: "Sedentary 1.0, low active from 1.4, active from 1.6, very active from 1.9 to under 2.5.",
    perKg: "Energy for each kg",
    state: "Pregnancy",
    states: { none: "No", pregnant: "Pregnant", lactating: "Breastfeeding" },
    weeks: "Week of pregnancy",
    before: "BMI before",
    hollidaySegar: "Holliday-Segar",
    anHour: (ml) => `${ml} an hour`,
    weightOld: (age) => `The weight is ${age} old.`,
    heightOld: (age) => `The height is ${age} old.`,
    bodyFatOld: (age) => `The body fat is ${age} old.`,
    ageEstimated: "The birth date is an estimate, and so is the age that is computed with.",
    ageEstimatedShort: "age estimated",
    notForPregnancy: "Only the EER 2023 counts pregnancy and breastfeeding.",
    pregnancyNotCounted:
      "The file has a pregnancy or breastfeeding that is not counted here. Check the pregnancy and the BMI before.",
    fromChart: "From the file:",
    ageMonths: (months) => (months === 1 ? "1 month" : `${months} months`),
    ageDays: (days) => `${days} days`,
    number: (name, least, most) => `${name}: type a number from ${least} to ${most}.`,
    choice: (name) => `${name}: choose one of the answers.`,
    both: "Two inputs say the same. Empty one of them.",
    ageRecorded: "The birth date gives another age.",
    womenOnly: "This is of women, and the equations of men are chosen.",
    overHundred: "Protein and fat are over 100 % of energy. Lower one of them.",
    basisShown: (basis, kg) => `${basis} weight, ${kg}`,
    bodySizes: "Body size",
    sizes: {
      surfaceDuBois: "Body surface, Du Bois",
      idealDevine: "Ideal weight, Devine",
      idealHamwi: "Ideal weight, Hamwi",
    },
    source: (source) => `Source: ${source}`,
  },
  {
    title: "Besoins",
    none: "Pas encore d’estimation",
    noneHelp: "Énergie par une équation publiée, protéines et liquides, d’après ce qui a été mesuré.",
    estimate: "Estimer les besoins",
    keys: "Entrée commence, une lettre est l’activité, Ctrl et Entrée enregistrent.",
    method: "Équation",
    energy: "Énergie",
    energyChart: "Énergie nécessaire",
    energyUnit: "kcal par jour",
    protein: "Protéines",
    fluid: "Liquides",
    fat: "Lipides",
    carbohydrate: "Glucides",
    resting: "Au repos, kcal",
    activityFactor: "× activité",
    stressFactor: "× stress",
    stress: "Facteur de stress",
    kcal: "kcal",
    kcalPerKg: "kcal/kg",
    own: "propre",
    aDay: "Par jour",
    ofEnergy: "De l’énergie",
    chosen: "Choisi",
    requirements: "Besoins d’un jour",
    unreadable: "Calculé par une version plus récente de ce programme",
    differs: "Les données ne donnent pas ce qui était enregistré. Voici ce qu’elles donnent.",
    corrected: "corrigé",
    correct: "Corriger",
    remove: "Retirer",
    removeOf: (date) => `Retirer l’estimation du ${date}, saisie par erreur ?`,
    reason: "Pourquoi c’est faux",
    reasonHelp: "Gardé dans le journal.",
    removed: "Retiré",
    saved: "Enregistré",
    save: "Enregistrer",
    back: "Retour à la liste",
    corrects: (date) => `Correction de l’estimation du ${date}`,
    inputs: "Données",
    sex: "Équations faites pour",
    sexes: { F: "Femmes", M: "Hommes" },
    sexUnknown: "Inconnu d’après le dossier. Choisissez les équations à utiliser.",
    age: "Âge",
    ageYears: "Âge en années",
    weight: "Poids",
    height: "Taille",
    bodyFat: "Masse grasse",
    today: "aujourd’hui",
    basis: "Poids du calcul",
    bases: { actual: "Réel", adjusted: "Ajusté", reference: "Référence" },
    reference: "Poids de référence selon",
    noReference: "Un poids de référence est pour les adultes dès 152,4 cm.",
    activity: "Activité",
    sets: { activity: "Facteurs", pal: "NAP", activity_2005: "EER 2005", activity_2023: "EER 2023" },
    setHelp: {
      activity: "Facteurs courants de l’énergie au repos. Leur origine est inconnue.",
      pal: "Niveau d’activité physique, pour l’énergie au repos.",
      activity_2005: "Niveaux de l’EER 2005 seule.",
      activity_2023: "Niveaux de l’EER 2023 seule.",
    },
    pal: "Niveau",
    palHelp: "Sédentaire 1,0, peu actif dès 1,4, actif dès 1,6, très actif de 1,9 à moins de 2,5.",
    perKg: "Énergie pour chaque kg",
    state: "Grossesse",
    states: { none: "Non", pregnant: "Enceinte", lactating: "Allaite" },
    weeks: "Semaine de grossesse",
    before: "IMC avant",
    hollidaySegar: "Holliday-Segar",
    anHour: (ml) => `${ml} par heure`,
    weightOld: (age) => `Le poids date de ${age}.`,
    heightOld: (age) => `La taille date de ${age}.`,
    bodyFatOld: (age) => `La masse grasse date de ${age}.`,
    ageEstimated: "La date de naissance est estimée, donc aussi l’âge qui entre dans le calcul.",
    ageEstimatedShort: "âge estimé",
    notForPregnancy: "Seule l’EER 2023 compte la grossesse et l’allaitement.",
    pregnancyNotCounted:
      "Le dossier note une grossesse ou un allaitement qui n’est pas compté ici. Vérifiez la grossesse et l’IMC avant.",
    fromChart: "D’après le dossier :",
    ageMonths: (months) => `${months} mois`,
    ageDays: (days) => `${days} jours`,
    number: (name, least, most) => `${name} : saisissez un nombre de ${least} à ${most}.`,
    choice: (name) => `${name} : choisissez une des réponses.`,
    both: "Deux données disent la même chose. Videz l’une d’elles.",
    ageRecorded: "La date de naissance donne un autre âge.",
    womenOnly: "Ceci est pour les femmes, et les équations des hommes sont choisies.",
    overHundred: "Protéines et lipides dépassent 100 % de l’énergie. Baissez l’un d’eux.",
    basisShown: (basis, kg) => `Poids ${basis.toLowerCase()}, ${kg}`,
    bodySizes: "Taille du corps",
    sizes: {
      surfaceDuBois: "Surface corporelle, Du Bois",
      idealDevine: "Poids idéal, Devine",
      idealHamwi: "Poids idéal, Hamwi",
    },
    source: (source) => `Source : ${source}`,
  },
);
