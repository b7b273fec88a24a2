// The screens of a group session, for whatever walks every screen.
import { dayAfter } from "./clinic.mjs";
import { KEY } from "./webdriver.mjs";

const TOPIC = "Diabetes basics";
/** Runs in the page: opens the card of a session. */
const OPEN_CARD = `
  const cards = [...document.querySelectorAll("[draggable=true]")];
  const card = cards.find((one) => one.textContent.includes(arguments[0]));
  card?.click();
  return card !== undefined;
`;

/** The next day on which the demo works, which has its session. */
function sessionDay() {
  let days = 1;
  while ([0, 6].includes(new Date(dayAfter(days)).getUTCDay())) days += 1;
  return dayAfter(days);
}

/** A session with its seats, and a patient who is to be given one. */
export async function grouped(walk) {
  const { who, words } = walk;
  const { diary, groups } = words;
  await walk.page("diary");
  await who.fill(diary.goToDay, sessionDay(), "main");
  await who.strike(KEY.enter);
  await who.see(TOPIC, "main");
  await who.until("the card", () => who.run(OPEN_CARD, TOPIC));
  await who.see(groups.add, "[role=dialog]");
  await walk.at("group");
  await who.press(groups.add, "[role=dialog]");
  await who.see(groups.done, "[role=dialog]");
  await walk.at("group-add");
  await walk.leave();
  await walk.page("diary");
}
