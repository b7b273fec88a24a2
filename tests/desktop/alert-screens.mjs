// The screens of alerts, for whatever walks every screen.
/** A nurse sees what needs people now, and raises an alert. */
export async function alerted(walk) {
  const { who, words } = walk;
  const { alerts, frame } = words;
  await walk.signIn("naomi");
  await who.see(words.today.needsYou);
  await who.strike("g");
  await who.strike("l");
  await who.see("Oxygen supply low on the ward", "main");
  await walk.at("alerts");
  await who.press("Oxygen supply low on the ward", "main");
  await who.see("Spare bottles are in the cellar", "[role=dialog]");
  await walk.at("alert");
  await walk.leave();
  await who.press(alerts.raise, "main");
  await who.see(alerts.form.titleHelp, "[role=dialog]");
  await walk.at("alert-form");
  await who.press(frame.cancel, "[role=dialog]");
  await walk.lock();
}
