import { bilingual } from "./bilingual";

export const start = bilingual(
  {
    whoAreYou: "Who is there?", name: "User name", password: "Password", signIn: "Sign in", notListed: "Someone else", saved: "Your note is saved.", triesLeft: (n: number) => `${n} ${n === 1 ? "try" : "tries"} left.`,
    until: (time: string) => `Locked until ${time}.`, demoPeople: "Demo clinic. User names and passwords:", demoHint: (password: string) => `Demo clinic: the password is ${password}`,
    steps: { clinic: "Clinic", admin: "First admin", key: "Recovery key", test: "Test the key", server: "Server", done: "Done" },
    welcome: "Set up a clinic on this computer", clinicName: "Name of the clinic", clinicHelp: "Shown on the lock screen and on every print.", timeZone: "Time zone", joinInstead: "Join a clinic that exists",
    firstName: "First name", lastName: "Last name", repeat: "Password again", passwordHelp: "At least 10 characters. A few words are better than one odd one.", differ: "The two passwords differ.", tooShort: "Use at least 10 characters.",
    makeClinic: "Make the clinic", fillFirst: "Fill in every field first.", makingKey: "Making the clinic…",
    keyTitle: "Recovery key", keyWarning: "Without this paper nobody, us included, can open the records if every password is lost.", printKey: "Print", scanKey: "The same key, to be scanned", saveKey: "Save to USB", noDrive: "Plug in a USB drive to save there.", savedTo: (path: string) => `Saved to ${path}`, haveIt: "I have the paper", printFirst: "Print or save the key first.",
    testTitle: "Type the key from the paper", testHelp: "Each group is checked when you leave it.", group: (n: number) => `Group ${n}`, groupWrong: (n: number) => `Group ${n} does not match the paper`, testNow: "Test the key", allGroups: "Type all groups first.", tested: (by: string, at: string) => `Tested by ${by} on ${at}. The typed key opened this clinic.`,
    serverTitle: "Server", serverHelp: "A server lets several computers share this clinic. It stores only what it cannot read.", address: "Address", code: "One-use code", connect: "Connect", skipServer: "Work without a server for now", connected: "Connected.",
    doneTitle: "The clinic is ready", doneHelp: "Next: register the first patient, or add colleagues under Settings.", open: "Open the clinic",
    joinTitle: "Join a clinic", joinHelp: "An admin makes a code under Settings, Add a computer. It works once, for one hour.",
    certificate: "Certificate file", certificateHelp: "Only if the operator gave you one: its path on this computer, or choose it.", choose: "Choose…", certificateMissing: "There is no such file. Check the path, or choose the file.", certificateOdd: "This file holds no certificate. Use the .pem file of the operator.", badAddress: "Not an address. Write https:// and the name of the server.", product: "NutriVault", join: "Join", newInstead: "Set up a new clinic",
  },
  {
    whoAreYou: "Qui est là ?", name: "Nom d’utilisateur", password: "Mot de passe", signIn: "S’identifier", notListed: "Quelqu’un d’autre", saved: "Votre note est enregistrée.", triesLeft: (n: number) => `Encore ${n} ${n === 1 ? "essai" : "essais"}.`,
    until: (time: string) => `Bloqué jusqu’à ${time}.`, demoPeople: "Démonstration. Noms d’utilisateur et mots de passe :", demoHint: (password: string) => `Démonstration : le mot de passe est ${password}`,
    steps: { clinic: "Clinique", admin: "Premier administrateur", key: "Clé de secours", test: "Vérifier la clé", server: "Serveur", done: "Terminé" },
    welcome: "Installer une clinique sur cet ordinateur", clinicName: "Nom de la clinique", clinicHelp: "Affiché sur l’écran verrouillé et sur chaque impression.", timeZone: "Fuseau horaire", joinInstead: "Rejoindre une clinique existante",
    firstName: "Prénom", lastName: "Nom", repeat: "Mot de passe, encore", passwordHelp: "Au moins 10 caractères. Quelques mots valent mieux qu’un seul compliqué.", differ: "Les deux mots de passe diffèrent.", tooShort: "Au moins 10 caractères.",
    makeClinic: "Créer la clinique", fillFirst: "Remplissez d’abord tous les champs.", makingKey: "Création de la clinique…",
    keyTitle: "Clé de secours", keyWarning: "Sans ce papier personne, nous compris, ne pourra ouvrir les dossiers si tous les mots de passe sont perdus.", printKey: "Imprimer", scanKey: "La même clé, à scanner", saveKey: "Enregistrer sur USB", noDrive: "Branchez une clé USB pour y enregistrer.", savedTo: (path: string) => `Enregistré dans ${path}`, haveIt: "J’ai le papier", printFirst: "Imprimez ou enregistrez d’abord la clé.",
    testTitle: "Saisissez la clé depuis le papier", testHelp: "Chaque groupe est vérifié quand vous le quittez.", group: (n: number) => `Groupe ${n}`, groupWrong: (n: number) => `Le groupe ${n} ne correspond pas au papier`, testNow: "Vérifier la clé", allGroups: "Saisissez d’abord tous les groupes.", tested: (by: string, at: string) => `Vérifiée par ${by} le ${at}. La clé saisie a ouvert cette clinique.`,
    serverTitle: "Serveur", serverHelp: "Un serveur permet à plusieurs ordinateurs de partager la clinique. Il ne garde que ce qu’il ne peut pas lire.", address: "Adresse", code: "Code à usage unique", connect: "Connecter", skipServer: "Travailler sans serveur pour l’instant", connected: "Connecté.",
    doneTitle: "La clinique est prête", doneHelp: "Ensuite : enregistrez le premier patient ou ajoutez des collègues dans les Réglages.", open: "Ouvrir la clinique",
    joinTitle: "Rejoindre une clinique", joinHelp: "Un administrateur crée un code sous Réglages, Ajouter un ordinateur. Il sert une fois, pendant une heure.",
    certificate: "Fichier de certificat", certificateHelp: "Seulement si l’exploitant en a donné un : son chemin sur cet ordinateur, ou choisissez-le.", choose: "Choisir…", certificateMissing: "Ce fichier n’existe pas. Vérifiez le chemin, ou choisissez le fichier.", certificateOdd: "Ce fichier ne contient aucun certificat. Utilisez le fichier .pem de l’exploitant.", badAddress: "Ce n’est pas une adresse. Écrivez https:// et le nom du serveur.", product: "NutriVault", join: "Rejoindre", newInstead: "Installer une nouvelle clinique",
  },
);
