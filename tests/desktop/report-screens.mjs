// The reports of a manager, for whatever walks every screen.
/** A manager looks at the year, as charts and as a table. */
export async function reported(walk) {
  const { who, words } = walk;
  const { reports } = words;
  await walk.signIn("grace");
  await walk.page("reports");
  await who.see(reports.titles.rooms, "main");
  await who.choose(reports.period, reports.periods.year);
  await walk.at("reports");
  await who.press(reports.tableOf(reports.titles.appointments), "main");
  await who.see(reports.allOf, "main");
  await walk.at("report-table");
  await walk.lock();
}
