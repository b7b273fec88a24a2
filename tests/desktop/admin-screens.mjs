// The screens of an admin, for tests that walk all screens.
import { writeFileSync } from "node:fs";
import path from "node:path";

/** Settings with their dialogs, the audit log, and the steps of an erasure. */
export async function admin(walk) {
  const { who, words } = walk;
  const { audit, customFields, dietOrders, erasure, exchanges, handouts, locations, measurementKinds } = words;
  const { settings, users } = words;
  await walk.signIn("admin");
  await walk.page("settings");
  await who.see(words.preferences.names.lockMinutes);
  await walk.at("settings");
  await who.press(words.backups.rehearse, "main");
  await who.see(words.backups.rehearseHelp, "[role=dialog]");
  await walk.at("rehearsal");
  await walk.leave();
  await who.press(measurementKinds.add, "main");
  await walk.at("kind");
  await walk.leave();
  await who.press(exchanges.tables.add, "main");
  await walk.at("exchange-table");
  await walk.leave();
  await who.press(words.services.add, "main");
  await walk.at("service");
  await walk.leave();
  await who.press(words.claims.add, "main");
  await walk.at("claim-code");
  await walk.leave();
  await who.press(dietOrders.products.add, "main");
  await walk.at("product");
  await walk.leave();
  await who.press(handouts.leaflets.add, "main");
  await walk.at("handout");
  await walk.leave();
  await who.press(words.templates.add, "main");
  await walk.at("template");
  await walk.leave();
  await who.press(customFields.add, "main");
  await walk.at("custom-field");
  await walk.leave();
  await who.press(settings.addUser);
  await who.see(settings.firstName, "[role=dialog]");
  await walk.at("user-add");
  await walk.leave();
  await who.press("Claire Moreau", "main");
  await who.see(users.licenceNumber, "[role=dialog]");
  await walk.at("user");
  await walk.leave();
  await who.press(locations.addFacility, "main");
  await walk.at("facility");
  await walk.leave();
  await who.press(locations.of.room.add, "main");
  await walk.at("room");
  await walk.leave();
  await who.press(words.roles.show, "main");
  await who.see(words.roles.line, "main");
  await walk.at("roles");
  await imported(walk);
  await walk.page("audit");
  await who.until("entries", () => who.find("[data-row-link]"));
  await walk.at("audit");
  await who.run("document.querySelector('[data-row-link]').click()");
  await who.see(audit.entry.time, "[role=dialog]");
  await walk.at("audit-entry");
  await walk.leave();
  await walk.open("Amelia", "Amelia");
  await walk.menu(erasure.action);
  await who.see(erasure.whatHelp);
  await walk.at("erasure-what");
  await who.press(erasure.next);
  await who.see(erasure.why);
  await walk.at("erasure-why");
  await who.run(`document.querySelector("input[value=patientRequest]").click()`);
  await who.press(erasure.next);
  await who.see(erasure.secondHelp);
  await walk.at("erasure-second");
  await walk.lock();
}

/** The steps of an import, up to the one that would write. */
async function imported(walk) {
  const { who, words } = walk;
  const { frame, imports } = words;
  const list = path.join(who.data, "patients of another clinic.csv");
  const lines = ["Ottilie,Brandvold,1990-02-03", "Amelia,Adebayo,30/02/1980", "Kestutis,Vaitkus", "Ottilie,Brandvold,"];
  writeFileSync(list, ["given_name,surname,date_of_birth", ...lines].join("\n"));
  await walk.page("patients");
  await who.press(imports.title, "main");
  await who.see(imports.takes);
  await walk.at("import-file");
  await who.type(await who.find(`input[type=file][aria-label='${imports.choose}']`), list);
  await who.see(imports.matchTitle);
  await walk.at("import-match");
  await who.press(frame.next, "main");
  await who.see(imports.errorsHelp);
  await walk.at("import-check");
}
