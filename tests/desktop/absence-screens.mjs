// The screens of absences and closed rooms, for whatever walks every screen.
/** The list of absences with what lies in one, and the form of a new one. */
export async function absent(walk) {
  const { who, words } = walk;
  const { absences, frame } = words;
  await who.press(absences.open(0).slice(0, 8), "main");
  await who.see(absences.add, "[role=dialog]");
  await who.see("Painting", "[role=dialog]");
  await walk.at("absences");
  await who.press(absences.add, "[role=dialog]");
  await who.see(absences.reasonHelp, "[role=dialog]");
  await walk.at("absence-form");
  await who.press(frame.cancel, "[role=dialog]");
  await walk.leave();
}
