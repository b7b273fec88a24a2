import type { GrowthRate, Indicator, Reference } from "../ipc/views";
import { bilingual } from "./bilingual";

interface GrowthWords {
  title: string;
  readings: string;
  reading: string;
  indicators: Record<Indicator, string>;
  references: Record<Reference, string>;
  /** As their publishers call them. */
  tables: Record<Reference, string>;
  measure: string;
  reference: string;
  window: string;
  windows: { fit: string; infant: string; child: string; full: string };
  lines: string;
  centiles: string;
  zScores: string;
  girls: string;
  boys: string;
  curvesOf: string;
  chooseSex: string;
  noBirthDate: string;
  noneOfKind: string;
  nothing: string;
  age: string;
  length: string;
  value: string;
  z: string;
  centile: string;
  change: string;
  source: string;
  outside: string;
  implausible: string;
  lying: string;
  upright: string;
  byAge: string;
  referenceChanges: (before: string, after: string) => string;
  postureChanges: string;
  keys: string;
  chart: (title: string) => string;
  rates: Record<GrowthRate, string>;
  weeks: (number: number) => string;
  months: (number: number) => string;
  years: (number: number) => string;
  beforeDue: (age: string) => string;
  corrected: string;
  correctedAge: (age: string) => string;
  uncorrected: (centile: string, z: string) => string;
  ageMode: string;
  ageModes: { both: string; corrected: string; calendar: string };
  compared: (value: string) => string;
  birthAndParents: string;
  estimated: string;
  bornAt: (weeks: string) => string;
  correctedUntil: (weeks: string, months: number) => string;
  asksGestation: string;
  addGestation: string;
  firstWeeks: string;
  target: string;
  targetShort: string;
  targetRange: (low: string, high: string) => string;
  targetSource: (source: string, reference: string) => string;
  onCentile: (percent: number) => string;
  belowFirst: string;
  aboveLast: string;
  byReference: (centile: string, reference: string) => string;
  byCorrectedAge: (text: string) => string;
  ageDays: (n: number, days: string) => string;
  correctedAgeDays: (n: number, days: string) => string;
}

/** "1st", "22nd", "11th". */
function ordinal(number: number): string {
  const isTeen = Math.floor(number / 10) % 10 === 1;
  return `${number}${isTeen ? "th" : (["th", "st", "nd", "rd"][number % 10] ?? "th")}`;
}

export const growth = bilingual<GrowthWords>(
  {
    title: "Growth",
    readings: "Readings",
    reading: "Reading",
    indicators: {
      weightForAge: "Weight for age",
      lengthHeightForAge: "Length or height for age",
      weightForLengthHeight: "Weight for length or height",
      bmiForAge: "BMI for age",
      headForAge: "Head circumference for age",
      armForAge: "Mid-upper arm for age",
      tricepsForAge: "Triceps skinfold for age",
      subscapularForAge: "Subscapular skinfold for age",
    },
    tables: {
      who0To5: "WHO Child Growth Standards 2006",
      who5To19: "WHO Growth Reference 2007",
      cdc2000: "CDC 2000 growth charts",
    },
    references: { who0To5: "WHO 0 to 5 years", who5To19: "WHO 5 to 19 years", cdc2000: "CDC 2000" },
    measure: "Measure",
    reference: "Reference",
    window: "Window",
    windows: { fit: "Fit to this child", infant: "0–2 y", child: "2–20 y", full: "Whole reference" },
    lines: "Curves",
    centiles: "Centiles",
    zScores: "z-scores",
    girls: "girls",
    boys: "boys",
    curvesOf: "Compare with",
    chooseSex: "The references differ by sex. Choose whose curves this child is compared with.",
    noBirthDate: "Without a birth date there is no age to compare. Add it to the details of this patient.",
    noneOfKind: "Nothing of this measure was recorded yet.",
    nothing: "No weight, length or height was recorded yet.",
    age: "Age",
    length: "Length or height",
    value: "Value",
    z: "z-score",
    centile: "Centile",
    change: "Change",
    source: "Source",
    outside: "Outside of this reference",
    implausible: "Implausible: check the reading",
    lying: "lying",
    upright: "standing",
    byAge: "WHO, by age",
    referenceChanges: (before, after) => `From here on ${after}, before ${before}: the curves do not join`,
    postureChanges: "From here on measured standing, before lying: the curves do not join",
    keys: "Arrow keys walk from reading to reading; 1 to 8 choose the measure.",
    chart: (title) => `Growth chart: ${title}`,
    rates: {
      gramsAWeek: "g a week",
      kilogramsAYear: "kg a year",
      centimetresAYear: "cm a year",
      ouncesAWeek: "oz a week",
      poundsAYear: "lb a year",
      inchesAYear: "in a year",
    },
    weeks: (number) => `${number} wk`,
    months: (number) => `${number} m`,
    years: (number) => `${number} y`,
    beforeDue: (age) => `${age} before due`,
    corrected: "Corrected age",
    correctedAge: (age) => `corrected ${age}`,
    uncorrected: (centile, z) => `uncorrected: ${centile} (z ${z})`,
    ageMode: "Age",
    ageModes: { both: "Both ages", corrected: "Corrected", calendar: "Since birth" },
    compared: (value) => `compared as ${value}`,
    birthAndParents: "Birth and parents",
    estimated:
      "The birth date is an estimate, and so is every age here. Centiles by age are no better; " +
      "weight for length or height hardly depends on it.",
    bornAt: (weeks) => `Born at ${weeks} weeks: no age is corrected.`,
    correctedUntil: (weeks, months) =>
      `Born at ${weeks} weeks: compared by the corrected age, until that is ${months} months.`,
    asksGestation: "Gestation at birth is not recorded. Add it to correct the age.",
    addGestation: "Add gestation",
    firstWeeks: "Losing up to 10 % of birth weight is expected.",
    target: "Target height by the parents’ heights",
    targetShort: "Target",
    targetRange: (low, high) => `${low} to ${high}`,
    targetSource: (source, reference) => `${source}; centile of a grown person, ${reference}`,
    onCentile: (percent) => `${ordinal(percent)} centile`,
    belowFirst: "below the 1st centile",
    aboveLast: "above the 99th centile",
    byReference: (centile, reference) => `${centile}, ${reference}`,
    byCorrectedAge: (text) => `${text}, corrected age`,
    ageDays: (n, days) => `age ${days} ${n === 1 ? "day" : "days"}`,
    correctedAgeDays: (n, days) => `corrected age ${days} ${n === 1 ? "day" : "days"}`,
  },
  {
    title: "Croissance",
    readings: "Mesures",
    reading: "Mesure choisie",
    indicators: {
      weightForAge: "Poids pour l’âge",
      lengthHeightForAge: "Taille pour l’âge",
      weightForLengthHeight: "Poids pour la taille",
      bmiForAge: "IMC pour l’âge",
      headForAge: "Périmètre crânien pour l’âge",
      armForAge: "Périmètre brachial pour l’âge",
      tricepsForAge: "Pli tricipital pour l’âge",
      subscapularForAge: "Pli sous-scapulaire pour l’âge",
    },
    tables: {
      who0To5: "Normes OMS de croissance de l’enfant 2006",
      who5To19: "Références OMS de croissance 2007",
      cdc2000: "Courbes de croissance CDC 2000",
    },
    references: { who0To5: "OMS 0 à 5 ans", who5To19: "OMS 5 à 19 ans", cdc2000: "CDC 2000" },
    measure: "Mesure",
    reference: "Référence",
    window: "Fenêtre",
    windows: { fit: "Au plus près", infant: "0–2 ans", child: "2–20 ans", full: "Toute la référence" },
    lines: "Courbes",
    centiles: "Centiles",
    zScores: "Scores z",
    girls: "filles",
    boys: "garçons",
    curvesOf: "Comparer avec",
    chooseSex: "Les références dépendent du sexe. Choisissez les courbes auxquelles comparer cet enfant.",
    noBirthDate: "Sans date de naissance, pas d’âge à comparer. Ajoutez-la aux données de ce patient.",
    noneOfKind: "Rien n’a encore été mesuré de ce genre.",
    nothing: "Ni poids ni taille n’ont encore été mesurés.",
    age: "Âge",
    length: "Taille",
    value: "Valeur",
    z: "Score z",
    centile: "Centile",
    change: "Évolution",
    source: "Source",
    outside: "Hors de cette référence",
    implausible: "Peu plausible : vérifier la mesure",
    lying: "couché",
    upright: "debout",
    byAge: "OMS, selon l’âge",
    referenceChanges: (before, after) => `Dès ici ${after}, avant ${before} : les courbes ne se rejoignent pas`,
    postureChanges: "Dès ici mesuré debout, avant couché : les courbes ne se rejoignent pas",
    keys: "Les flèches vont de mesure en mesure ; 1 à 8 choisissent la courbe.",
    chart: (title) => `Courbe de croissance : ${title}`,
    rates: {
      gramsAWeek: "g par semaine",
      kilogramsAYear: "kg par an",
      centimetresAYear: "cm par an",
      ouncesAWeek: "oz par semaine",
      poundsAYear: "lb par an",
      inchesAYear: "in par an",
    },
    weeks: (number) => `${number} sem`,
    months: (number) => `${number} m`,
    years: (number) => `${number} a`,
    beforeDue: (age) => `${age} avant terme`,
    corrected: "Âge corrigé",
    correctedAge: (age) => `corrigé ${age}`,
    uncorrected: (centile, z) => `non corrigé : ${centile} (z ${z})`,
    ageMode: "Âge",
    ageModes: { both: "Les deux âges", corrected: "Corrigé", calendar: "Depuis la naissance" },
    compared: (value) => `comparé comme ${value}`,
    birthAndParents: "Naissance et parents",
    estimated:
      "La date de naissance est estimée, donc aussi chaque âge. Les centiles selon l’âge ne valent pas mieux ; " +
      "le poids pour la taille n’en dépend guère.",
    bornAt: (weeks) => `Naissance à ${weeks} semaines : aucun âge n’est corrigé.`,
    correctedUntil: (weeks, months) =>
      `Naissance à ${weeks} semaines : comparaison selon l’âge corrigé, jusqu’à ${months} mois d’âge corrigé.`,
    asksGestation: "Le terme de naissance n’est pas noté. Ajoutez-le pour corriger l’âge.",
    addGestation: "Ajouter le terme",
    firstWeeks: "Perdre jusqu’à 10 % du poids de naissance est normal.",
    target: "Taille cible selon la taille des parents",
    targetShort: "Cible",
    targetRange: (low, high) => `${low} à ${high}`,
    targetSource: (source, reference) => `${source} ; centile à l’âge adulte, ${reference}`,
    onCentile: (percent) => `${percent === 1 ? "1er" : `${percent}e`} centile`,
    belowFirst: "sous le 1er centile",
    aboveLast: "au-dessus du 99e centile",
    byReference: (centile, reference) => `${centile}, ${reference}`,
    byCorrectedAge: (text) => `${text}, âge corrigé`,
    ageDays: (n, days) => `âge ${days} ${n < 2 ? "jour" : "jours"}`,
    correctedAgeDays: (n, days) => `âge corrigé ${days} ${n < 2 ? "jour" : "jours"}`,
  },
);
