import { bilingual } from "./bilingual";

/** Backups: when the last one was made and rehearsed, and when the next one is due. */
export const backups = bilingual(
  {
    title: "Backups",
    none: "No backup yet.",
    noneHelp: "A backup is one file that only the recovery key opens. Keep it apart from this computer.",
    last: "Last",
    next: "Next",
    rehearsed: "Rehearsed",
    step: (at: string, by: string) => `${at}, ${by}`,
    never: "Never",
    due: "Due",
    notLately: "Not within 90 days",
    every: "A backup every",
    days: (days: number) => (days === 1 ? "day" : `${days} days`),
    here: "Backups that were made at this computer.",
    now: "Back up now",
    path: "File",
    pathHelp: "A name in your own folder, or a full path; on another disk it survives this computer.",
    done: (path: string, size: string) => `Saved as ${path}, ${size}.`,
    lacks: "Not all records have come to this computer, so the backup lacks some. Sync, and make another one.",
    rehearse: "Rehearse a restore",
    rehearseHelp:
      "The backup is opened with the recovery key and every record of it is checked, as on the day when " +
      "it is needed. Nothing of the clinic is changed.",
    rehearseNow: "Rehearse",
    restored: (seconds: string, patients: string, entries: string) =>
      `Opened and checked in ${seconds} s: ${patients} patients, ${entries} entries of the audit log. ` +
      "The copy is deleted.",
    of: (at: string, by: string, computer: string) => `Made ${at} by ${by} at ${computer}.`,
    altered: (rows: string) =>
      `${rows} records in it are not what the clinic’s computers wrote, so a restore would refuse it. ` +
      "Make a new backup at another computer.",
  },
  {
    title: "Sauvegardes",
    none: "Aucune sauvegarde.",
    noneHelp:
      "Une sauvegarde est un fichier que seule la clé de secours ouvre. Gardez-la ailleurs que sur cet ordinateur.",
    last: "Dernière",
    next: "Prochaine",
    rehearsed: "Essayée",
    step: (at, by) => `${at}, ${by}`,
    never: "Jamais",
    due: "À faire",
    notLately: "Pas depuis 90 jours",
    every: "Une sauvegarde tous les",
    days: (days) => (days === 1 ? "jours" : `${days} jours`),
    here: "Les sauvegardes faites sur cet ordinateur.",
    now: "Sauvegarder",
    path: "Fichier",
    pathHelp: "Un nom dans votre dossier, ou un chemin complet ; sur un autre disque elle survit à cet ordinateur.",
    done: (path, size) => `Enregistrée sous ${path}, ${size}.`,
    lacks:
      "Tous les dossiers ne sont pas arrivés sur cet ordinateur : il en manque dans la sauvegarde. " +
      "Synchronisez et recommencez.",
    rehearse: "Essayer une restauration",
    rehearseHelp:
      "La sauvegarde est ouverte avec la clé de secours et chaque enregistrement est vérifié, comme le " +
      "jour où il le faudra. Rien de la clinique n’est modifié.",
    rehearseNow: "Essayer",
    restored: (seconds, patients, entries) =>
      `Ouverte et vérifiée en ${seconds} s : ${patients} patients, ${entries} entrées du journal. La ` +
      "copie est effacée.",
    of: (at, by, computer) => `Faite ${at} par ${by} sur ${computer}.`,
    altered: (rows) =>
      `${rows} enregistrements ne sont pas ceux que les ordinateurs de la clinique ont écrits : une ` +
      "restauration la refuserait. Faites-en une autre sur un autre ordinateur.",
  },
);
