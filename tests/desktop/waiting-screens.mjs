// The screens of the waiting list and of reminders, for whatever walks every screen.
/** Who waits, the form of a new entry, what is offered to one, who fits a free time, and whose wait has ended. */
export async function waits(walk) {
  const { who, words } = walk;
  const { waiting, frame } = words;
  await who.press(waiting.see, "main");
  await who.see(waiting.fitsKeys, "[role=dialog]");
  await walk.at("free-time");
  await walk.leave();
  await who.press(waiting.open(5), "main");
  await who.see(`${waiting.parts.current} 5`, "main");
  await walk.at("waiting");
  await who.press(waiting.offer, "main");
  await who.see(waiting.otherTime, "[role=dialog]");
  await walk.at("waiting-offer");
  await walk.leave();
  await who.press(waiting.add, "main");
  await who.see(waiting.noteHelp, "[role=dialog]");
  await walk.at("waiting-form");
  await who.press(frame.cancel, "[role=dialog]");
  await walk.leave();
  await who.press(waiting.parts.ended, "main");
  await who.see(waiting.noneEnded, "main");
  await walk.at("waiting-ended");
  await walk.page("diary");
}

/** Whom to remind of an appointment, and the call about it. */
export async function reminds(walk) {
  const { who, words } = walk;
  const { reminders, followUps } = words;
  await who.strike("p");
  await who.see(reminders.keys, "main");
  await who.see(reminders.call, "main");
  await walk.at("reminders");
  await who.press(reminders.call, "main");
  await who.see(followUps.result, "[role=dialog]");
  await walk.at("reminder-call");
  await walk.leave();
  await walk.page("diary");
}
