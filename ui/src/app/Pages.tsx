import { AuditPage } from "../screens/audit/AuditPage";
import { ConflictsPage } from "../screens/conflicts/ConflictsPage";
import { DiaryPage } from "../screens/diary/DiaryPage";
import { EditPage } from "../screens/patients/EditPage";
import { PatientPage } from "../screens/patients/PatientPage";
import { PatientsPage } from "../screens/patients/PatientsPage";
import { RegisterPage } from "../screens/patients/RegisterPage";
import { SettingsPage } from "../screens/settings/SettingsPage";
import { SyncPage } from "../screens/sync/SyncPage";
import { TodayPage } from "../screens/today/TodayPage";
import { VisitPage } from "../screens/visits/VisitPage";
import { usePlaces } from "./route";

/** The page of each place; a new patient or visit starts its page afresh. */
export function Pages() {
  const { route, visit } = usePlaces();
  switch (route.page) {
    case "today":
      return <TodayPage />;
    case "patients":
      return <PatientsPage key={visit} left={route.list ?? null} />;
    case "register":
      return <RegisterPage text={route.text} />;
    case "patient":
      return <PatientPage key={route.id} id={route.id} tab={route.tab} />;
    case "edit":
      return <EditPage key={route.id} id={route.id} />;
    case "visit":
      return <VisitPage key={route.id} id={route.id} />;
    case "diary":
      return <DiaryPage key={visit} day={route.day} patientId={route.patientId ?? null} books={route.books ?? false} />;
    case "sync":
      return <SyncPage />;
    case "conflicts":
      return <ConflictsPage id={route.id} />;
    case "audit":
      return <AuditPage />;
    case "settings":
      return <SettingsPage />;
  }
}
