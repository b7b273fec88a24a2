import { bilingual } from "./bilingual";

/** Changes that the server refused, until a user decides about each. */
export const rejected = bilingual(
  {
    title: (n: number) => (n === 1 ? "1 change refused by the server" : `${n} changes refused by the server`),
    list: "Refused changes",
    by: (by: string, at: string) => `Written by ${by}, ${at}.`,
    wrong: "What is wrong",
    values: (what: string) => `What it would write: ${what}`,
    noValues: "What it would write cannot be shown to you here.",
    sendAgain: "Send again",
    correct: "Correct",
    correctAsk: "Correct this change?",
    correctHelp:
      "This change is discarded, and the record shows what the server has. Its page then opens, where you enter the " +
      "values again.",
    registerHelp:
      "This registration is discarded, and the patient is not in the clinic. An empty registration then opens, where " +
      "you enter the values again.",
    open: "Discard and open the record",
    register: "Discard and register again",
    export: "Export…",
    fileName: "change.json",
    discard: "Discard",
    discardAsk: (what: string) => `Discard this change? ${what}`,
    discardHelp:
      "Its record then shows what the server has, and changes that wait behind it go on. " +
      "What it would have changed stays in the audit log.",
  },
  {
    title: (n: number) =>
      n === 1 ? "1 modification refusée par le serveur" : `${n} modifications refusées par le serveur`,
    list: "Modifications refusées",
    by: (by: string, at: string) => `Saisie par ${by}, ${at}.`,
    wrong: "Ce qui est en cause",
    values: (what: string) => `Ce qu’elle écrirait : ${what}`,
    noValues: "Ce qu’elle écrirait ne peut pas vous être montré ici.",
    sendAgain: "Renvoyer",
    correct: "Corriger",
    correctAsk: "Corriger cette modification ?",
    correctHelp:
      "Cette modification est écartée, et le dossier montre ce que le serveur a. Sa page s’ouvre ensuite, et vous y " +
      "saisissez de nouveau les valeurs.",
    registerHelp:
      "Cet enregistrement est écarté, et le patient n’est pas dans la clinique. Un enregistrement vide s’ouvre " +
      "ensuite, et vous y saisissez de nouveau les valeurs.",
    open: "Écarter et ouvrir le dossier",
    register: "Écarter et enregistrer de nouveau",
    export: "Exporter…",
    fileName: "modification.json",
    discard: "Écarter",
    discardAsk: (what: string) => `Écarter cette modification ? ${what}`,
    discardHelp:
      "Le dossier montre alors ce que le serveur a, et les modifications en attente derrière elle " +
      "repartent. Ce qu’elle aurait changé reste dans le journal.",
  },
);
