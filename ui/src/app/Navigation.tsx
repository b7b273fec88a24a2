import { NavLink, Tooltip } from "@mantine/core";
import {
  IconArrowsLeftRight,
  IconCalendar,
  IconHistory,
  IconRefresh,
  IconSettings,
  IconSun,
  IconUsers,
  type Icon,
} from "@tabler/icons-react";
import { queries } from "../ipc/queries";
import { useClinicQuery } from "../ipc/use-clinic";
import type { Right } from "../ipc/views";
import { useWords } from "../words/speech";
import classes from "./Navigation.module.css";
import { usePlaces, type Route } from "./route";
import { useMay, useSession } from "./session";

type PageName = "today" | "patients" | "diary" | "conflicts" | "audit" | "sync" | "settings";
interface Place {
  page: PageName;
  icon: Icon;
  right: Right;
  route: Route;
}
const PLACES: Place[] = [
  { page: "today", icon: IconSun, right: "appointments.read", route: { page: "today" } },
  { page: "patients", icon: IconUsers, right: "patients.read", route: { page: "patients" } },
  { page: "diary", icon: IconCalendar, right: "appointments.read", route: { page: "diary", day: null } },
];
const FOOT: Place[] = [
  { page: "conflicts", icon: IconArrowsLeftRight, right: "conflicts.read", route: { page: "conflicts", id: null } },
  { page: "audit", icon: IconHistory, right: "audit.read", route: { page: "audit" } },
  { page: "sync", icon: IconRefresh, right: "sync.run", route: { page: "sync" } },
  { page: "settings", icon: IconSettings, right: "settings.manage", route: { page: "settings" } },
];
/** Pages below a page keep its row marked. */
const HOME: Partial<Record<Route["page"], PageName>> = {
  patient: "patients",
  register: "patients",
  edit: "patients",
  visit: "patients",
};

/** Only pages that exist and that this role may open. */
export function Navigation({ folded }: { folded: boolean }) {
  const { frame } = useWords();
  const may = useMay();
  const { session } = useSession();
  const { route, go } = usePlaces();
  const waiting = useClinicQuery(queries.syncStatus());
  const current = HOME[route.page] ?? route.page;

  const row = ({ page, icon: Sign, right, route: target }: Place) => {
    if (!may(right)) return null;
    const link = (
      <NavLink
        key={page}
        component="button"
        type="button"
        className={classes.link}
        active={current === page}
        aria-current={current === page ? "page" : undefined}
        aria-label={frame[page]}
        label={folded ? undefined : frame[page]}
        leftSection={<Sign size={18} stroke={1.75} aria-hidden />}
        onClick={() => go(target)}
      />
    );
    return folded ? (
      <Tooltip key={page} label={frame[page]} position="right">
        {link}
      </Tooltip>
    ) : (
      link
    );
  };
  const hasConflicts = (waiting.value?.conflicts ?? 0) > 0 || route.page === "conflicts";

  return (
    <nav className={classes.nav} aria-label={frame.main} data-folded={folded || undefined} data-pane="nav">
      <div className={classes.brand} title={session.clinicName}>
        <span className={classes.mark} aria-hidden>
          N
        </span>
        {!folded && <span className={classes.clinic}>{session.clinicName}</span>}
      </div>
      {PLACES.map(row)}
      <div className={classes.foot}>{FOOT.filter((place) => place.page !== "conflicts" || hasConflicts).map(row)}</div>
    </nav>
  );
}
