import { NavLink, Tooltip } from "@mantine/core";
import { queries } from "../ipc/queries";
import { useClinicQuery } from "../ipc/use-clinic";
import { useNavigation } from "../nav/navigation";
import { useMay } from "../nav/session";
import { useWords } from "../words/speech";
import classes from "./Frame.module.css";
import { menuEntries, type MenuEntry, menuPageOf } from "./pages";

/** Only pages that exist and that this role may open. */
export function Navigation({ folded }: { folded: boolean }) {
  const { frame } = useWords();
  const may = useMay();
  const { route, go } = useNavigation();
  const waiting = useClinicQuery(queries.syncStatus());
  const current = menuPageOf(route);

  const row = ({ page, icon: Sign, right, route: target }: MenuEntry) => {
    if (!may(right)) return null;
    const link = (
      <NavLink
        key={page}
        component="button"
        type="button"
        className={classes.link}
        active={current === page}
        aria-current={current === page ? "page" : undefined}
        aria-label={frame.pages[page]}
        label={folded ? undefined : frame.pages[page]}
        leftSection={<Sign size={18} stroke={1.75} aria-hidden />}
        onClick={() => go(target)}
      />
    );
    return folded ? (
      <Tooltip key={page} label={frame.pages[page]} position="right">
        {link}
      </Tooltip>
    ) : (
      link
    );
  };
  // only where there is something to decide, so that the menu stays short
  const hides: Partial<Record<MenuEntry["page"], boolean>> = {
    conflicts: (waiting.value?.conflicts ?? 0) === 0 && route.page !== "conflicts",
    review: (waiting.value?.inReview ?? 0) === 0 && route.page !== "review",
  };

  return (
    <nav className={classes.nav} aria-label={frame.main} data-folded={folded || undefined} data-pane="nav">
      {menuEntries.filter(({ at }) => at === "top").map(row)}
      <div className={classes.foot}>{menuEntries.filter(({ at, page }) => at === "foot" && !hides[page]).map(row)}</div>
    </nav>
  );
}
