// The screens of what is ordered from laboratories, as `screens.mjs` walks them.

/** A doctor orders laboratory tests, and the technician's first page has what is to be done. */
export async function laboratory(walk) {
  const { who, words } = walk;
  const { frame, labOrders, chips } = words;
  await walk.signIn("david");
  await walk.page("today");
  await who.see(words.today.needs.criticalResult);
  await walk.at("needs-critical");
  const first = "[...document.querySelectorAll('main button')].find((e) => e.textContent.includes(arguments[0]))";
  await who.run(`${first}.click()`, words.today.needs.criticalResult);
  await who.see(chips.unread, "main");
  await walk.at("lab-unread");
  await who.press(labOrders.order, "main");
  await who.see(labOrders.addTest);
  await walk.at("lab-order");
  await who.press(frame.cancel, "main form");
  await walk.lock();
  await walk.signIn("tomas");
  await who.see(labOrders.collect, "table");
  await walk.at("lab-work");
  await who.run("document.querySelector('tbody tr button').focus()");
  await who.strike("c");
  await who.see(words.labs.laboratory, "[role=dialog]");
  await walk.at("lab-collect");
  await walk.leave();
  await walk.lock();
}
