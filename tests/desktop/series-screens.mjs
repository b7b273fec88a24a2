// The screens of a series of appointments, for whatever walks every screen.
import { KEY } from "./webdriver.mjs";

/** A series before it is booked, with a date at another time. */
export async function series(walk) {
  const { who, words } = walk;
  const { diary, series: own, waiting } = words;
  await walk.page("diary");
  await who.press(diary.book, "main");
  await who.see(diary.bookTitle, "[role=dialog]");
  await who.press(own.repeat, "[role=dialog]");
  await who.see(own.title, "[role=dialog]");
  await who.fill(diary.patient, "Tiago Thomas", "[role=dialog]");
  await who.see("Tiago Thomas", "[role=dialog] ul");
  await who.strike(KEY.enter);
  await who.see(own.keys, "[role=dialog]");
  await walk.at("series");
  // nothing is left of the form: it would open again with the diary
  await who.press(waiting.noFit, "[role=dialog]");
  await who.see(waiting.noteHelp, "[role=dialog]");
  await walk.leave();
  await walk.page("diary");
}
