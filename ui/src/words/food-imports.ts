import { bilingual } from "./bilingual";

/** Import of the clinic's own foods from a list. */
export const foodImports = bilingual(
  {
    title: "Import foods",
    action: "Import…",
    takes:
      "A CSV file in UTF-8 with headings in its first line: name, and what else is known, such as name_fr, group, " +
      "energy (kcal), protein_g, measures, allergens, texture. Amounts are of 100 g; what is empty is not known.",
    choose: "Choose file",
    chooseOther: "Choose another file",
    reading: (name: string) => `Reading ${name}`,
    tooLarge: "This file has more than 2,000 lines or 5 MB. Nothing was imported. Divide it into several lists.",
    notRead: "This file cannot be read. Choose it again, or another one; a folder cannot be imported.",
    noName:
      "This file has no column “name”, or two columns of one field. Nothing was imported. Correct its first line.",
    ready: (n: number, count: string) => (n === 1 ? "1 food ready" : `${count} foods ready`),
    known: (_n: number, count: string) => `${count} already there`,
    wrong: (n: number, count: string) => (n === 1 ? "1 line with errors" : `${count} lines with errors`),
    leftOut: (headings: string) => `Not imported: ${headings}`,
    errors: "Lines with errors",
    errorsHelp: "They are not imported. Correct them in the file, then choose it again: nothing is added twice.",
    errorIn: (line: string, field: string) => `Line ${line}, ${field}`,
    more: (count: string) => `and ${count} more`,
    noValue: "no value",
    valueCount: (values: string) => `The line has ${values} values; the first line has another number of headings.`,
    tooHeavy: "Water, protein, fat and carbohydrate weigh more than 100 g together.",
    energies: (values: string) => `${values}: 1 kcal is 4.184 kJ, and these are not one energy.`,
    energyUnit: (values: string) => `${values}: protein, fat and carbohydrate give as much in kJ. Write the unit.`,
    fields: { columns: "values", nutrients: "nutrients", energies: "energy", energyUnit: "energy" },
    start: (n: number, count: string) => (n === 1 ? "Import 1 food" : `Import ${count} foods`),
    startNone: "Import foods",
    chooseFirst: "Choose a file first.",
    noneReady: "No line is ready.",
    done: (n: number, count: string) => (n === 1 ? "1 food imported" : `${count} foods imported`),
    twice: "This is in the list twice. Leave one of the two out.",
    impossible:
      "100 g have at most 100 g or 910 kcal of anything, and nothing below 0. A measure weighs more than 0 and at " +
      "most 100,000 g.",
    list: "Imported lists",
    at: "When",
    by: "By",
    foods: "Foods",
    removedFoods: "Removed",
    undo: "Undo import",
    undoOf: (time: string) => `Undo import: ${time}`,
    undoHelp: "Foods that were changed since stay, and so does what a plan, a recall or a recipe has.",
    willRemove: (n: number, count: string) => (n === 1 ? "1 food is removed." : `${count} foods are removed.`),
    removed: (n: number, count: string) => (n === 1 ? "1 food removed" : `${count} foods removed`),
    changedSince: (foods: string) => `Changed since: ${foods}.`,
    used: (foods: string) => `In a plan, a recall or a recipe: ${foods}.`,
    noneRemoved: "None of its foods can be removed.",
  },
  {
    title: "Importer des aliments",
    action: "Importer…",
    takes:
      "Un fichier CSV en UTF-8, titres sur la première ligne : nom, et ce qui est connu, comme name_fr, groupe, " +
      "énergie (kcal), protéines (g), mesures, allergènes, texture. Valeurs pour 100 g ; vide veut dire non connu.",
    choose: "Choisir le fichier",
    chooseOther: "Choisir un autre fichier",
    reading: (name: string) => `Lecture de ${name}`,
    tooLarge:
      "Ce fichier dépasse 2 000 lignes ou 5 Mo. Rien n’a été importé. Divisez-le en plusieurs listes, puis choisissez.",
    notRead: "Ce fichier ne peut pas être lu. Choisissez-le à nouveau, ou un autre ; un dossier ne s’importe pas.",
    noName:
      "Ce fichier n’a pas de colonne « nom », ou deux colonnes sont le même champ. Rien n’a été importé. " +
      "Corrigez sa première ligne.",
    ready: (n: number, count: string) => (n < 2 ? `${count} aliment prêt` : `${count} aliments prêts`),
    known: (n: number, count: string) => (n < 2 ? `${count} déjà présent` : `${count} déjà présents`),
    wrong: (n: number, count: string) => (n < 2 ? `${count} ligne avec erreur` : `${count} lignes avec erreurs`),
    leftOut: (headings: string) => `Non importé : ${headings}`,
    errors: "Lignes avec erreurs",
    errorsHelp:
      "Elles ne sont pas importées. Corrigez-les dans le fichier, puis choisissez-le à nouveau : " +
      "rien n’est ajouté deux fois.",
    errorIn: (line: string, field: string) => `Ligne ${line}, ${field}`,
    more: (count: string) => `et ${count} de plus`,
    noValue: "pas de valeur",
    valueCount: (values: string) => `La ligne a ${values} valeurs ; la première ligne a un autre nombre de titres.`,
    tooHeavy: "Eau, protéines, lipides et glucides pèsent ensemble plus de 100 g.",
    energies: (values: string) => `${values} : 1 kcal vaut 4,184 kJ, et ce n’est pas une même énergie.`,
    energyUnit: (values: string) => `${values} : protéines, lipides et glucides donnent autant en kJ. Écrivez l’unité.`,
    fields: { columns: "valeurs", nutrients: "nutriments", energies: "énergie", energyUnit: "énergie" },
    start: (n: number, count: string) => (n < 2 ? `Importer ${count} aliment` : `Importer ${count} aliments`),
    startNone: "Importer des aliments",
    chooseFirst: "Choisissez d’abord un fichier.",
    noneReady: "Aucune ligne n’est prête.",
    done: (n: number, count: string) => (n < 2 ? `${count} aliment importé` : `${count} aliments importés`),
    twice: "C’est deux fois dans la liste. Retirez l’un des deux.",
    impossible:
      "100 g contiennent au plus 100 g ou 910 kcal, et rien en dessous de 0. Une mesure pèse plus de 0 et au plus " +
      "100 000 g.",
    list: "Listes importées",
    at: "Quand",
    by: "Par",
    foods: "Aliments",
    removedFoods: "Retirés",
    undo: "Annuler l’import",
    undoOf: (time: string) => `Annuler l’import : ${time}`,
    undoHelp: "Ce qui a été modifié depuis reste, ainsi que ce qui est dans un plan, un rappel ou une recette.",
    willRemove: (n: number, count: string) =>
      n < 2 ? `${count} aliment est retiré.` : `${count} aliments sont retirés.`,
    removed: (n: number, count: string) => (n < 2 ? `${count} aliment retiré` : `${count} aliments retirés`),
    changedSince: (foods: string) => `Modifiés depuis : ${foods}.`,
    used: (foods: string) => `Dans un plan, un rappel ou une recette : ${foods}.`,
    noneRemoved: "Aucun de ses aliments ne peut être retiré.",
  },
);
