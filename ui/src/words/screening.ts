import type { Category, Concern, KnownMeasure, ScoringProblem, ScreeningTool } from "../ipc/views";
import { bilingual } from "./bilingual";

interface ScreeningWords {
  title: string;
  plan: string;
  none: string;
  noneHelp: string;
  screen: string;
  tool: string;
  tools: Record<ScreeningTool, string>;
  result: string;
  unreadable: string;
  differs: string;
  corrected: string;
  correct: string;
  remove: string;
  removeOf: (tool: string, date: string) => string;
  reason: string;
  reasonHelp: string;
  removed: string;
  saved: string;
  back: string;
  finish: string;
  addProblem: string;
  addProblemOf: (problem: string) => string;
  problemAdded: (problem: string) => string;
  problemOf: Record<Concern, string>;
  signs: (tool: string, score: string, category: string, day: string) => string;
  rescreen: string;
  rescreenTask: (tool: string) => string;
  rescreenAdded: (day: string) => string;
  savedNotAdded: string;
  notAdded: string;
  lacksHeight: string;
  columns: { phenotypic: string; etiologic: string };
  missing: (count: number) => string;
  adultsOnly: string;
  adultsOnlyHelp: string;
  toolsOff: string;
  toolsOffHelp: string;
  toolsTitle: string;
  toolsHelp: string;
  lastTool: string;
  corrects: (tool: string, date: string) => string;
  categories: Record<Category, string>;
  next: Record<Category, string>;
  nextTitle: string;
  stepsTitle: string;
  stepsHelp: string;
  stepsOf: (tool: string, category: string) => string;
  stepsRemove: (name: string) => string;
  stepsGone: (name: string) => string;
  measures: Record<KnownMeasure, (value: string) => string>;
  fromToday: (value: string) => string;
  onDay: (value: string, day: string) => string;
  problems: Record<ScoringProblem, string>;
  optional: string;
  keys: string;
  points: string;
}

export const screening = bilingual<ScreeningWords>(
  {
    title: "Screening",
    plan: "Plan",
    none: "No screening yet",
    noneHelp: "A screening shows who needs a closer look. It takes less than a minute.",
    screen: "Screen",
    tool: "Tool",
    tools: {
      must: "MUST",
      mst: "MST",
      nrs2002: "NRS-2002",
      mnaSf: "MNA-SF",
      glim: "GLIM",
      physicalExamination: "Physical examination",
    },
    result: "Result",
    unreadable: "Scored by a later version of this program",
    differs: "The answers do not give what was stored. This is what they give.",
    corrected: "corrected",
    correct: "Correct",
    remove: "Remove",
    removeOf: (tool, date) => `Remove ${tool} of ${date}, entered in error?`,
    reason: "Why it is wrong",
    reasonHelp: "Kept in the audit log.",
    removed: "Removed",
    saved: "Saved",
    back: "Back to the list",
    finish: "Finish screening",
    addProblem: "Add problem",
    addProblemOf: (problem) => `Add problem: ${problem}`,
    problemAdded: (problem) => `Problem added: ${problem}`,
    problemOf: { none: "", some: "Risk of malnutrition", high: "High risk of malnutrition" },
    signs: (tool, score, category, day) => `${tool} ${score}, ${category}, ${day}`,
    rescreen: "Rescreen in a week",
    rescreenTask: (tool) => `Screen again with ${tool}`,
    rescreenAdded: (day) => `Task added: screen again on ${day}`,
    notAdded: "This could not be added. Add it under Goals.",
    savedNotAdded: "The screening is saved. What was to follow from it could not be added: add it under Goals.",
    lacksHeight:
      "No height is recorded. Record one, or one that was read from the ulna length by the table of the tool, " +
      "or choose a BMI band.",
    columns: { phenotypic: "Phenotypic criteria", etiologic: "Etiologic criteria" },
    missing: (count) => (count === 1 ? "1 answer missing" : `${count} answers missing`),
    adultsOnly: "These tools are for adults.",
    adultsOnlyHelp: "Growth on the curves of a reference, under Measurements, says more about a child.",
    toolsOff: "None of the tools in use is for this age.",
    toolsOffHelp: "An admin chooses the tools in the settings, under Screenings.",
    toolsTitle: "Tools in use",
    toolsHelp: "Those that are offered for a screening. Results of the others stay, and can be corrected.",
    lastTool: "One tool at least stays in use.",
    corrects: (tool, date) => `Correction of ${tool}, ${date}`,
    categories: {
      low: "low risk",
      medium: "medium risk",
      high: "high risk",
      atRisk: "at risk",
      notAtRisk: "not at risk",
      atNutritionalRisk: "at nutritional risk",
      rescreenWeekly: "not at risk",
      normal: "normal",
      malnourished: "malnourished",
      notMalnourishedByGlim: "not malnourished",
      stageOne: "stage 1, moderate",
      stageOneAtLeast: "stage 1 or 2",
      stageTwo: "stage 2, severe",
      noSigns: "no signs",
      moderateSigns: "mild or moderate signs",
      severeSigns: "severe signs",
    },
    next: {
      low: "Usual care. Screen again: each week in hospital, each month in a care home, each year elsewhere.",
      medium: "Note what is eaten for three days. If that is little, plan how to improve it; screen again.",
      high: "Plan nutrition support and look at it again within a week to a month.",
      atRisk: "Assess nutrition in full.",
      notAtRisk: "Screen again in a week in hospital, and elsewhere when something changes.",
      atNutritionalRisk: "Begin a nutrition plan.",
      rescreenWeekly: "Screen again in a week.",
      normal: "Screen again in a year, or after an illness.",
      malnourished: "Assess nutrition in full and begin to treat.",
      notMalnourishedByGlim: "No diagnosis by these criteria. Look again when something changes.",
      stageOne: "Malnutrition. Treat its cause, and plan nutrition.",
      stageOneAtLeast:
        "Malnutrition, moderate by what is known. What is not known could be severe: find it out. " +
        "Treat the cause, and plan nutrition.",
      stageTwo: "Severe malnutrition. Treat its cause, and plan nutrition now.",
      noSigns: "Nothing to see. Weight and food still count.",
      moderateSigns: "Two of the six signs of malnutrition make a diagnosis; four of them are here.",
      severeSigns: "Two of the six signs of malnutrition make a diagnosis; four of them are here.",
    },
    nextTitle: "Next",
    stepsTitle: "After a screening",
    stepsHelp: "What this clinic does after a result. It is shown with the result, in place of the words below.",
    stepsOf: (tool, category) => `${tool}, ${category}`,
    stepsRemove: (name) => `Take back the steps after ${name}`,
    stepsGone: (name) => `The steps after ${name} are taken back`,
    measures: { bmi: (value) => `BMI ${value}`, calf: (value) => `Calf ${value} cm` },
    fromToday: (value) => `${value}, from today`,
    onDay: (value, day) => `${value} on ${day}: still true?`,
    problems: {
      ageOutside: "This tool is not for this age.",
      ageUnknown: "This tool needs the age. Add the birth date to the details of this patient.",
      notKnown: "What is not known could change the result. Find it out, or use another tool.",
      notAnAnswer: "One of these answers is none that the tool takes. Choose it again.",
    },
    optional: "Answer what you examined.",
    keys: "A digit answers and moves on. Ctrl and Enter finish.",
    points: "points",
  },
  {
    title: "Dépistage",
    plan: "Plan",
    none: "Pas encore de dépistage",
    noneHelp: "Un dépistage montre qui doit être vu de plus près. Il prend moins d’une minute.",
    screen: "Dépister",
    tool: "Outil",
    tools: {
      must: "MUST",
      mst: "MST",
      nrs2002: "NRS-2002",
      mnaSf: "MNA-SF",
      glim: "GLIM",
      physicalExamination: "Examen physique",
    },
    result: "Résultat",
    unreadable: "Calculé par une version plus récente de ce programme",
    differs: "Les réponses ne donnent pas ce qui était enregistré. Voici ce qu’elles donnent.",
    corrected: "corrigé",
    correct: "Corriger",
    remove: "Retirer",
    removeOf: (tool, date) => `Retirer ${tool} du ${date}, saisi par erreur ?`,
    reason: "Pourquoi c’est faux",
    reasonHelp: "Gardé dans le journal.",
    removed: "Retiré",
    saved: "Enregistré",
    back: "Retour à la liste",
    finish: "Terminer le dépistage",
    addProblem: "Ajouter un problème",
    addProblemOf: (problem) => `Ajouter le problème : ${problem}`,
    problemAdded: (problem) => `Problème ajouté : ${problem}`,
    problemOf: { none: "", some: "Risque de dénutrition", high: "Risque élevé de dénutrition" },
    signs: (tool, score, category, day) => `${tool} ${score}, ${category}, ${day}`,
    rescreen: "Dépister de nouveau dans une semaine",
    rescreenTask: (tool) => `Dépister de nouveau avec ${tool}`,
    rescreenAdded: (day) => `Tâche ajoutée : dépister de nouveau le ${day}`,
    notAdded: "Cela n’a pas pu être ajouté. Ajoutez-le sous Objectifs.",
    savedNotAdded:
      "Le dépistage est enregistré. Ce qui devait en suivre n’a pas pu être ajouté : ajoutez-le sous Objectifs.",
    lacksHeight:
      "Aucune taille n’est notée. Notez-en une, ou celle lue d’après la longueur de l’ulna dans la table de l’outil, " +
      "ou choisissez une tranche d’IMC.",
    columns: { phenotypic: "Critères phénotypiques", etiologic: "Critères étiologiques" },
    missing: (count) => (count === 1 ? "1 réponse manque" : `${count} réponses manquent`),
    adultsOnly: "Ces outils sont pour les adultes.",
    adultsOnlyHelp: "La croissance sur les courbes d’une référence, sous Mesures, en dit plus sur un enfant.",
    toolsOff: "Aucun des outils utilisés n’est pour cet âge.",
    toolsOffHelp: "Un administrateur choisit les outils dans les réglages, sous Dépistages.",
    toolsTitle: "Outils utilisés",
    toolsHelp: "Ceux proposés pour un dépistage. Les résultats des autres restent et peuvent être corrigés.",
    lastTool: "Un outil au moins reste utilisé.",
    corrects: (tool, date) => `Correction de ${tool}, ${date}`,
    categories: {
      low: "risque faible",
      medium: "risque moyen",
      high: "risque élevé",
      atRisk: "à risque",
      notAtRisk: "pas à risque",
      atNutritionalRisk: "risque nutritionnel",
      rescreenWeekly: "pas à risque",
      normal: "normal",
      malnourished: "dénutri",
      notMalnourishedByGlim: "non dénutri",
      stageOne: "stade 1, modéré",
      stageOneAtLeast: "stade 1 ou 2",
      stageTwo: "stade 2, sévère",
      noSigns: "aucun signe",
      moderateSigns: "signes légers ou modérés",
      severeSigns: "signes sévères",
    },
    next: {
      low: "Soins habituels. Dépister de nouveau : en une semaine à l’hôpital, un mois en foyer, un an ailleurs.",
      medium: "Noter ce qui est mangé pendant trois jours. Si c’est peu, prévoir de l’améliorer ; dépister de nouveau.",
      high: "Prévoir un soutien nutritionnel et le revoir d’ici une semaine à un mois.",
      atRisk: "Faire un bilan nutritionnel complet.",
      notAtRisk: "Dépister de nouveau dans une semaine à l’hôpital, ailleurs si quelque chose change.",
      atNutritionalRisk: "Commencer un plan nutritionnel.",
      rescreenWeekly: "Dépister de nouveau dans une semaine.",
      normal: "Dépister de nouveau dans un an, ou après une maladie.",
      malnourished: "Faire un bilan nutritionnel complet et commencer à traiter.",
      notMalnourishedByGlim: "Pas de diagnostic selon ces critères. Revoir si quelque chose change.",
      stageOne: "Dénutrition. Traiter la cause et planifier la nutrition.",
      stageOneAtLeast:
        "Dénutrition, modérée selon ce qui est connu. Ce qui est inconnu pourrait être sévère : cherchez-le. " +
        "Traiter la cause et planifier la nutrition.",
      stageTwo: "Dénutrition sévère. Traiter la cause et planifier la nutrition dès maintenant.",
      noSigns: "Rien à voir. Le poids et l’alimentation comptent toujours.",
      moderateSigns: "Deux des six signes de dénutrition font un diagnostic ; quatre d’entre eux sont ici.",
      severeSigns: "Deux des six signes de dénutrition font un diagnostic ; quatre d’entre eux sont ici.",
    },
    nextTitle: "Ensuite",
    stepsTitle: "Après un dépistage",
    stepsHelp:
      "Ce que fait ce cabinet après un résultat. C’est affiché avec le résultat, à la place des mots ci-dessous.",
    stepsOf: (tool, category) => `${tool}, ${category}`,
    stepsRemove: (name) => `Retirer la suite de ${name}`,
    stepsGone: (name) => `La suite de ${name} est retirée`,
    measures: { bmi: (value) => `IMC ${value}`, calf: (value) => `Mollet ${value} cm` },
    fromToday: (value) => `${value}, d’aujourd’hui`,
    onDay: (value, day) => `${value} le ${day} : toujours vrai ?`,
    problems: {
      ageOutside: "Cet outil n’est pas pour cet âge.",
      ageUnknown: "Cet outil a besoin de l’âge. Ajoutez la date de naissance aux données de ce patient.",
      notKnown: "Ce qui est inconnu pourrait changer le résultat. Cherchez-le, ou prenez un autre outil.",
      notAnAnswer: "Une de ces réponses n’est pas admise par l’outil. Choisissez-la de nouveau.",
    },
    optional: "Répondez à ce que vous avez examiné.",
    keys: "Un chiffre répond et avance. Ctrl et Entrée terminent.",
    points: "points",
  },
);
