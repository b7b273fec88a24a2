import { bilingual } from "../bilingual";

/** Cells of documents and handouts. */
export const documentsCells = bilingual<Record<string, string>>(
  {
    "clinical_document.deleted": "Removal of a document",
    "clinical_document.file": "File of a document",
    "clinical_document.filing": "Filing of a document",
    "clinical_document.label": "Name of a document",
    "document_chunk.chunk": "Part of a document",
    "office_document.deleted": "Removal of an office document",
    "office_document.file": "File of an office document",
    "office_document.filing": "Filing of an office document",
    "office_document.label": "Name of an office document",
    "office_document_chunk.chunk": "Part of an office document",
    "given_handout.deleted": "Removal of a given handout",
    "given_handout.giving": "Given handout",
    "handout.content": "Title and text of a handout",
    "handout.deleted": "Removal of a handout",
    "handout.state": "Handout in use",
    "handout.version": "Language of a handout",
  },
  {
    "clinical_document.deleted": "Suppression d’un document",
    "clinical_document.file": "Fichier d’un document",
    "clinical_document.filing": "Classement d’un document",
    "clinical_document.label": "Nom d’un document",
    "document_chunk.chunk": "Partie d’un document",
    "office_document.deleted": "Suppression d’un document d’accueil",
    "office_document.file": "Fichier d’un document d’accueil",
    "office_document.filing": "Classement d’un document d’accueil",
    "office_document.label": "Nom d’un document d’accueil",
    "office_document_chunk.chunk": "Partie d’un document d’accueil",
    "given_handout.deleted": "Suppression d’une fiche remise",
    "given_handout.giving": "Fiche remise",
    "handout.content": "Titre et texte d’une fiche",
    "handout.deleted": "Suppression d’une fiche",
    "handout.state": "Fiche en service",
    "handout.version": "Langue d’une fiche",
  },
);

/** Fields of documents and handouts. */
export const documentsFields = bilingual<Record<string, string>>(
  {
    handout: "Handout",
    leaflet: "Handout of which it is a language",
    language: "Language",
    media_type: "Format",
    size: "Size",
    sha256: "SHA-256",
    chunks: "Parts",
    complete: "All parts stored",
    dated: "Dated",
    part: "Part",
    content: "Content",
  },
  {
    handout: "Fiche",
    leaflet: "Fiche dont c’est une langue",
    language: "Langue",
    media_type: "Format",
    size: "Taille",
    sha256: "SHA-256",
    chunks: "Parties",
    complete: "Toutes les parties enregistrées",
    dated: "Daté du",
    part: "Partie",
    content: "Contenu",
  },
);

/** Operations of documents and handouts. */
export const documentsOperations = bilingual<Record<string, string>>(
  {
    "add document": "Added a document",
    "save document": "Saved a copy of a document outside of the clinic",
    "add part of document": "Stored a part of a document",
    "edit document": "Renamed a document",
    "remove document": "Removed a document",
    "restore document": "Put a document back",
    "add handout": "Added a handout",
    "edit handout": "Changed a handout",
    "give handout": "Gave a handout to the patient",
    "take back handout": "Took back that a handout was given",
    "restore handout": "Put a given handout back",
  },
  {
    "add document": "A ajouté un document",
    "save document": "A enregistré une copie d’un document hors de la clinique",
    "add part of document": "A enregistré une partie d’un document",
    "edit document": "A renommé un document",
    "remove document": "A retiré un document",
    "restore document": "A rétabli un document",
    "add handout": "A ajouté une fiche",
    "edit handout": "A modifié une fiche",
    "give handout": "A remis une fiche au patient",
    "take back handout": "A annulé la remise d’une fiche",
    "restore handout": "A rétabli une fiche remise",
  },
);

/** Choices of documents and handouts. */
export const documentsChoices = bilingual<Record<string, string>>(
  {
    report: "Report",
    result: "Result",
    image: "Image",
    identity: "Identity card",
    insurance_card: "Insurance card",
    consent: "Consent",
    referral: "Referral",
  },
  {
    report: "Compte rendu",
    result: "Résultat",
    image: "Image",
    identity: "Pièce d’identité",
    insurance_card: "Carte d’assurance",
    consent: "Consentement",
    referral: "Lettre d’adressage",
  },
);
