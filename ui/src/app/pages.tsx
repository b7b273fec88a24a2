import {
  type Icon,
  IconArrowsLeftRight,
  IconBell,
  IconCalendar,
  IconChartBar,
  IconClipboardCheck,
  IconArmchair,
  IconHistory,
  IconReceipt,
  IconRefresh,
  IconSalad,
  IconSettings,
  IconSun,
  IconUsers,
} from "@tabler/icons-react";
import type { ReactNode } from "react";
import type { LabWorkPart, Right } from "../ipc/views";
import type { PageName, Route, RouteTo } from "../nav/navigation";
import { useMay } from "../nav/session";
import { AlertsPage } from "../screens/alerts/AlertsPage";
import { ArrivalsPage } from "../screens/arrivals/ArrivalsPage";
import { AuditPage } from "../screens/audit/AuditPage";
import { BillingPage } from "../screens/billing/BillingPage";
import { DraftPage } from "../screens/billing/DraftPage";
import { InvoicePage } from "../screens/billing/InvoicePage";
import { QuotePage } from "../screens/billing/QuotePage";
import { PriceList } from "../screens/billing/PriceList";
import { ConflictsPage } from "../screens/conflicts/ConflictsPage";
import { ReviewPage } from "../screens/conflicts/ReviewPage";
import { ClashesPage } from "../screens/diary/ClashesPage";
import { RemindersPage } from "../screens/diary/reminders/RemindersPage";
import { WaitingPage } from "../screens/diary/waiting/WaitingPage";
import { DiaryPage } from "../screens/diary/DiaryPage";
import { ImportPage } from "../screens/import/ImportPage";
import { FoodsPage } from "../screens/patients/FoodsPage";
import { EditPage } from "../screens/patients/EditPage";
import { ErasePage } from "../screens/patients/erase/ErasePage";
import { DeletedPage } from "../screens/patients/DeletedPage";
import { FollowUpsPage } from "../screens/patients/follow-ups/FollowUpsPage";
import { PatientPage } from "../screens/patients/PatientPage";
import { PatientsPage } from "../screens/patients/PatientsPage";
import { MealPlanPage } from "../screens/patients/meal-plans/MealPlanPage";
import { RecallPage } from "../screens/patients/recalls/RecallPage";
import { RecordsList, RecordsWork } from "../screens/patients/RecordsWork";
import { RegisterPage } from "../screens/patients/RegisterPage";
import { InpatientsPage } from "../screens/patients/stays/InpatientsPage";
import { ReportsPage } from "../screens/reports/ReportsPage";
import { RolesPage } from "../screens/settings/roles/RolesPage";
import { SettingsPage } from "../screens/settings/SettingsPage";
import { SyncPage } from "../screens/sync/SyncPage";
import { TodayPage } from "../screens/today/TodayPage";
import { NotePage } from "../screens/visits/NotePage";
import { VisitPage } from "../screens/visits/VisitPage";
import type { Words } from "../words";

/** A page that the navigation and the palette lead to, named by its words in `frame.pages`. */
export interface MenuEntry {
  page: keyof Words["frame"]["pages"];
  icon: Icon;
  right: Right;
  route: Route;
  /** One that hangs at the bell is no line of the menu. */
  at: "top" | "foot" | "bell";
  /** Pressed after G. */
  letter?: string;
}

interface Page<Name extends PageName> {
  /** Renders the page; `visit` is the key of one that starts with fresh state at each arrival. */
  show: (route: RouteTo<Name>, visit: number) => ReactNode;
  /** Only a page with a title in `frame.pages` can have one. */
  menu?: Name extends MenuEntry["page"] ? Omit<MenuEntry, "page"> : never;
  /** The page whose menu entry stays marked while this one is shown. */
  parent?: PageName;
}

/** The prices of the clinic, for users who may see them. */
function Prices() {
  return useMay()("billing.read") && <PriceList />;
}

/** The first screen of each role: that of an operator, who sees no patient and no diary, is the board of alerts. */
function FirstPage({ labPart }: { labPart: LabWorkPart }) {
  const may = useMay();
  const isOperator = may("alerts.read") && !may("patients.read");
  return isOperator ? (
    <AlertsPage id={null} />
  ) : (
    <TodayPage billing={<BillingPage />} records={<RecordsWork />} labPart={labPart} />
  );
}

/** Every page of the window. Navigation, palette, keys and the list of keys are derived from this. */
const pages: { [Name in PageName]: Page<Name> } = {
  today: {
    show: ({ labPart = "toCollect" }) => <FirstPage labPart={labPart} />,
    menu: { icon: IconSun, right: "patients.read", route: { page: "today" }, at: "top", letter: "t" },
  },
  patients: {
    show: ({ list, inpatients, followUps, duplicates, requests, toFile, deleted }, visit) =>
      deleted ? (
        <DeletedPage />
      ) : duplicates || requests || toFile ? (
        <RecordsList shows={toFile ? "toFile" : requests ? "requests" : "duplicates"} />
      ) : inpatients ? (
        <InpatientsPage />
      ) : followUps ? (
        <FollowUpsPage key={visit} left={followUps} />
      ) : (
        <PatientsPage key={visit} left={list ?? null} />
      ),
    menu: { icon: IconUsers, right: "patients.read", route: { page: "patients" }, at: "top", letter: "p" },
  },
  register: { show: ({ text }) => <RegisterPage text={text} />, parent: "patients" },
  importPatients: { show: (_, visit) => <ImportPage key={visit} />, parent: "patients" },
  patient: { show: ({ id, ...at }) => <PatientPage key={id} id={id} {...at} />, parent: "patients" },
  edit: { show: ({ id }) => <EditPage key={id} id={id} />, parent: "patients" },
  erase: { show: ({ id }) => <ErasePage key={id} id={id} />, parent: "patients" },
  visit: { show: ({ id }) => <VisitPage key={id} id={id} />, parent: "patients" },
  note: { show: ({ id }) => <NotePage key={id} id={id} />, parent: "patients" },
  mealPlan: { show: ({ id }) => <MealPlanPage key={id} id={id} />, parent: "patients" },
  recall: { show: ({ id }) => <RecallPage key={id} id={id} />, parent: "patients" },
  diary: {
    show: ({ day, patientId, books, waitingId }, visit) => (
      <DiaryPage
        key={visit}
        day={day}
        patientId={patientId ?? null}
        books={books ?? false}
        waitingId={waitingId ?? null}
      />
    ),
    menu: {
      icon: IconCalendar,
      right: "appointments.read",
      route: { page: "diary", day: null },
      at: "top",
      letter: "d",
    },
  },
  clashes: { show: () => <ClashesPage />, parent: "diary" },
  reminders: { show: () => <RemindersPage />, parent: "diary" },
  waiting: { show: ({ addId }, visit) => <WaitingPage key={visit} addId={addId ?? null} />, parent: "diary" },
  arrivals: {
    show: () => <ArrivalsPage />,
    menu: { icon: IconArmchair, right: "appointments.read", route: { page: "arrivals" }, at: "top", letter: "a" },
  },
  billing: {
    show: ({ part }) => <BillingPage key={part} part={part} />,
    menu: { icon: IconReceipt, right: "billing.read", route: { page: "billing" }, at: "top", letter: "b" },
  },
  reports: {
    show: () => <ReportsPage />,
    menu: { icon: IconChartBar, right: "reports.read", route: { page: "reports" }, at: "foot" },
  },
  invoice: { show: ({ id }) => <InvoicePage key={id} id={id} />, parent: "billing" },
  invoiceDraft: { show: ({ id }) => <DraftPage key={id} id={id} />, parent: "billing" },
  quote: { show: ({ id }) => <QuotePage key={id} id={id} />, parent: "billing" },
  foods: {
    show: () => <FoodsPage />,
    menu: { icon: IconSalad, right: "profiles.write", route: { page: "foods" }, at: "foot" },
  },
  conflicts: {
    show: ({ id }) => <ConflictsPage id={id} />,
    menu: { icon: IconArrowsLeftRight, right: "conflicts.read", route: { page: "conflicts", id: null }, at: "foot" },
  },
  review: {
    show: ({ patientId }) => <ReviewPage patientId={patientId ?? null} />,
    menu: { icon: IconClipboardCheck, right: "conflicts.resolve", route: { page: "review" }, at: "foot" },
  },
  alerts: {
    show: ({ id }, visit) => <AlertsPage key={visit} id={id ?? null} />,
    menu: { icon: IconBell, right: "alerts.read", route: { page: "alerts" }, at: "bell", letter: "l" },
  },
  audit: {
    show: () => <AuditPage />,
    menu: { icon: IconHistory, right: "audit.read", route: { page: "audit" }, at: "foot" },
  },
  sync: {
    show: () => <SyncPage />,
    menu: { icon: IconRefresh, right: "sync.run", route: { page: "sync" }, at: "foot", letter: "s" },
  },
  settings: {
    show: ({ section }) => <SettingsPage priceList={<Prices />} section={section} />,
    menu: { icon: IconSettings, right: "settings.manage", route: { page: "settings" }, at: "foot" },
  },
  roles: { show: () => <RolesPage />, parent: "settings" },
};

export const menuEntries: MenuEntry[] = Object.entries(pages).flatMap(
  ([page, { menu }]: [string, Pick<Page<"today">, "menu">]) =>
    menu === undefined ? [] : [{ ...menu, page: page as MenuEntry["page"] }],
);

/** The menu entry to mark for a route. */
export const menuPageOf = ({ page }: Route): PageName => pages[page].parent ?? page;

export function showPage<Name extends PageName>(route: RouteTo<Name>, visit: number): ReactNode {
  return pages[route.page].show(route, visit);
}

/** What can be started from every page, with its keys; one without keys is in the palette alone. */
export interface Shortcut {
  name: "newPatient" | "newAppointment" | "importPatients";
  keys: string[];
  right: Right;
  /** Where it leads, with what was typed into the palette. */
  route: (text: string) => Route;
}
export const shortcuts: Shortcut[] = [
  { name: "newPatient", keys: ["Ctrl", "N"], right: "patients.create", route: (text) => ({ page: "register", text }) },
  {
    name: "newAppointment",
    keys: ["Ctrl", "Shift", "N"],
    right: "appointments.write",
    route: () => ({ page: "diary", day: null, books: true }),
  },
  { name: "importPatients", keys: [], right: "patients.import", route: () => ({ page: "importPatients" }) },
];
