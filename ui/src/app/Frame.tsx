import { Alert, AppShell } from "@mantine/core";
import { useEffect, useMemo, useState } from "react";
import { type Route, useNavigation } from "../nav/navigation";
import { useMay, useSession } from "../nav/session";
import { SwitchProblem } from "../parts/ClinicMenu";
import { DamageAlert, FileAlert, ToComeAlert } from "../parts/FileAlert";
import { AlertBanner } from "../screens/alerts/AlertBanner";
import { useAlertedClinics, useAlertWatch, useBanner } from "../screens/alerts/use-alert-watch";
import { useToday, useWords } from "../words/speech";
import { ClinicSwitcher } from "./ClinicSwitcher";
import { FindPalette } from "./FindPalette";
import classes from "./Frame.module.css";
import { Header } from "./Header";
import { useFrameKeys } from "./hotkeys";
import { KeyList } from "./KeyList";
import { Navigation } from "./Navigation";
import { showPage } from "./pages";
import type { UserPreferences } from "./preferences";

/** Pages that take the width of the navbar. */
const FOLDING: Route["page"][] = ["visit", "recall", "mealPlan"];
const HEADER_PX = 48;
const BANNER_PX = 40;

/** Navbar, header and the page between them; only the page scrolls. */
export function Frame({ preferences, isNarrow }: { preferences: UserPreferences; isNarrow: boolean }) {
  const { secretInFile, file, unstored, refresh } = useSession();
  const may = useMay();
  const { route, visit } = useNavigation();
  const { frame } = useWords();
  const [showsKeys, setShowsKeys] = useState(false);
  const [picksClinic, setPicksClinic] = useState(false);
  const alerts = useAlertWatch();
  const banner = useBanner(alerts, useAlertedClinics());
  const folded = preferences.value.folded || isNarrow || FOLDING.includes(route.page);
  const today = useToday();
  // the frame is drawn anew every few seconds, a page only for its own changes and for a new day
  const page = useMemo(() => ({ today, shown: showPage(route, visit) }), [today, route, visit]);
  // the focused element may be gone with its page: move the focus into the new one
  useEffect(() => {
    if (document.activeElement === null || document.activeElement === document.body)
      document.querySelector("main")?.focus({ preventScroll: true });
  }, [visit, route.page]);
  useFrameKeys({
    onFold: () => preferences.change({ folded: !preferences.value.folded }),
    onShowKeys: () => setShowsKeys(true),
    onPickClinic: () => setPicksClinic(true),
  });

  return (
    <AppShell
      layout="alt"
      header={{ height: banner.isShown ? HEADER_PX + BANNER_PX : HEADER_PX }}
      navbar={{ width: folded ? 56 : 208, breakpoint: 0 }}
      padding={0}
      transitionDuration={0}>
      <AppShell.Navbar>
        <ClinicSwitcher folded={folded} opened={picksClinic} onChange={setPicksClinic} />
        <Navigation folded={folded} />
      </AppShell.Navbar>
      <AppShell.Header>
        <Header preferences={preferences} openAlerts={alerts.open} />
        <AlertBanner alerts={banner.shown} clinics={banner.clinics} onMute={banner.mute} />
      </AppShell.Header>
      <AppShell.Main className={classes.main} tabIndex={-1} data-pane="main">
        <FileAlert
          file={file}
          unstored={unstored}
          className={classes.note}
          onAccepted={may("devices.manage") ? refresh : undefined}
        />
        <SwitchProblem className={classes.note} />
        <DamageAlert className={classes.note} />
        <ToComeAlert className={classes.note} />
        {secretInFile && may("settings.manage") && route.page === "today" && !preferences.value.knowsSecretInFile && (
          <Alert
            className={classes.note}
            color="gray"
            p="sm"
            withCloseButton
            closeButtonLabel={frame.close}
            onClose={() => preferences.change({ knowsSecretInFile: true })}>
            {frame.secretInFile}
          </Alert>
        )}
        {page.shown}
      </AppShell.Main>
      <FindPalette />
      <KeyList opened={showsKeys} onClose={() => setShowsKeys(false)} />
    </AppShell>
  );
}
