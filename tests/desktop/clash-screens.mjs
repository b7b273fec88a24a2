// The screens of clashes, for whatever walks every screen.
/** The list of what is to be decided, what is kept, and the history. */
export async function clashing(walk) {
  const { who, words } = walk;
  const { clashes } = words;
  await who.press(clashes.open(1), "main");
  await who.see(clashes.shares.provider, "main");
  await walk.at("clashes");
  await who.press(clashes.parts.decided, "[role=tablist]");
  await who.see(clashes.reopen, "main");
  await walk.at("clashes-decided");
  await who.press(clashes.parts.history, "main");
  await who.see(clashes.by("Léa Petit", "").trim(), "main");
  await walk.at("clash-history");
  await walk.page("diary");
}
