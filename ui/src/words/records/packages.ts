import { bilingual } from "../bilingual";

/** Cells of packages of sessions. */
export const packagesCells = bilingual<Record<string, string>>(
  {
    "package.deleted": "Removal of a package",
    "package.sale": "Sold package",
    "package.content": "Package of sessions",
    "package_use.usage": "Used session of a package",
  },
  {
    "package.deleted": "Suppression d’un forfait",
    "package.sale": "Forfait vendu",
    "package.content": "Forfait de séances",
    "package_use.usage": "Séance utilisée d’un forfait",
  },
);

/** Fields of packages of sessions. */
export const packagesFields = bilingual<Record<string, string>>(
  {
    package: "Package",
    service: "Service",
    sessions: "Sessions",
    valid_until: "Valid until",
    used_on: "Used on",
    returns: "Use that is given back",
  },
  {
    package: "Forfait",
    service: "Prestation",
    sessions: "Séances",
    valid_until: "Valable jusqu’au",
    used_on: "Utilisée le",
    returns: "Séance rendue",
  },
);

/** Operations on packages of sessions. */
export const packagesOperations = bilingual<Record<string, string>>(
  {
    "sell package": "Sold a package",
    "edit package": "Changed a package",
    "remove package": "Removed a package",
    "restore package": "Brought a package back",
    "use package": "Used a session of a package",
    "return package use": "Gave a session of a package back",
  },
  {
    "sell package": "A vendu un forfait",
    "edit package": "A modifié un forfait",
    "remove package": "A retiré un forfait",
    "restore package": "A rétabli un forfait",
    "use package": "A utilisé une séance d’un forfait",
    "return package use": "A rendu une séance d’un forfait",
  },
);
