import { bilingual } from "./bilingual";

export const conflicts = bilingual(
  {
    title: "Conflicts", none: "No conflicts", noneHelp: "When two people change the same field at the same time, both versions appear here.", here: "Here", there: "There", thisComputer: "this computer", side: (place: string, by: string, device: string, at: string) => `${place} — ${by}, ${device}, ${at}`, same: (n: number) => `${n} the same`, keepHere: "Keep here", keepThere: "Keep there", keepBoth: "Keep both", writeOwn: "Write a third", or: "Or", both: "Both stay in the audit trail.", resolve: (n: number) => (n === 1 ? "Resolve 1 field" : `Resolve ${n} fields`), chooseAll: "Choose for every field first.", empty: "empty", resolved: "Resolved", choice: (field: string) => `What to keep: ${field}`, signedStays: "Signed text stays; the other version is kept as an addendum.", show: "Show both versions", keepAsAddendum: "Keep as an addendum", pick: "Choose a conflict on the left.",
  },
  {
    title: "Conflits", none: "Aucun conflit", noneHelp: "Quand deux personnes changent le même champ en même temps, les deux versions apparaissent ici.", here: "Ici", there: "Là-bas", thisComputer: "cet ordinateur", side: (place: string, by: string, device: string, at: string) => `${place} — ${by}, ${device}, ${at}`, same: (n: number) => `${n} identiques`, keepHere: "Garder ici", keepThere: "Garder là-bas", keepBoth: "Garder les deux", writeOwn: "En écrire une autre", or: "Ou", both: "Les deux restent dans le journal.", resolve: (n: number) => (n === 1 ? "Résoudre 1 champ" : `Résoudre ${n} champs`), chooseAll: "Choisissez d’abord pour chaque champ.", empty: "vide", resolved: "Résolu", choice: (field: string) => `À garder : ${field}`, signedStays: "Le texte signé reste ; l’autre version devient un complément.", show: "Voir les deux versions", keepAsAddendum: "Garder comme complément", pick: "Choisissez un conflit à gauche.",
  },
);
