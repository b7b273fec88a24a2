import { useHotkeys } from "@mantine/hooks";
import { useEffect, useState } from "react";
import { queries } from "../../ipc/queries";
import { useClinicQuery } from "../../ipc/use-clinic";
import type { AlertRow, AlertWatch, ClinicChoice } from "../../ipc/views";
import { useMay } from "../../nav/session";
import { useMinute, useNow } from "../../words/speech";
import { beep } from "./sound";

const MUTE_MS = 10 * 60_000;
const SOUND_EVERY_MS = 30_000;

const NOTHING: AlertWatch = { open: 0, critical: [] };

/** What waits for this user on every page; asked again every minute, as timers are due without a word of anybody. */
export function useAlertWatch(): AlertWatch {
  const minute = useMinute();
  const sees = useMay()("alerts.read");
  const watch = useClinicQuery(queries.alertWatch(sees ? minute : null), { showsPrevious: true });
  return watch.value ?? NOTHING;
}

/** The other clinics of this computer in which a critical alert waits: no more of it is known here. */
export function useAlertedClinics(): ClinicChoice[] {
  const minute = useMinute();
  const clinics = useClinicQuery(queries.clinicsAt(minute), { showsPrevious: true });
  return (clinics.value ?? []).filter(({ isShown, hasCriticalAlert }) => !isShown && hasCriticalAlert);
}

/** What is mute on this computer: the alerts and the clinics that were shown then, each until a time of its own. */
type Muted = Record<string, number>;

/** The critical alerts that are to be seen and heard now, and the way to mute those on this computer. */
export function useBanner({ critical }: AlertWatch, others: ClinicChoice[]) {
  const [muted, setMuted] = useState<Muted>({});
  const now = Date.parse(useNow());
  const isOn = (key: string) => now >= (muted[key] ?? 0);
  const shown: AlertRow[] = critical.filter(({ id }) => isOn(id));
  const clinics: ClinicChoice[] = others.filter(({ folder }) => isOn(folder));
  const newest = shown[0]?.id ?? clinics[0]?.folder ?? null;
  useEffect(() => {
    if (newest === null) return;
    beep();
    const timer = setInterval(beep, SOUND_EVERY_MS);
    return () => clearInterval(timer);
  }, [newest]);
  const mute = () => {
    const until = Date.now() + MUTE_MS;
    const keys = [...shown.map(({ id }) => id), ...clinics.map(({ folder }) => folder)];
    setMuted((before) => ({ ...before, ...Object.fromEntries(keys.map((key) => [key, until])) }));
  };
  return { shown, clinics, isShown: newest !== null, mute };
}

/** Works wherever the focus is, and leaves it there. */
export function useAcknowledgeKey(acknowledge: () => void) {
  useHotkeys([["mod+shift+A", acknowledge]], [], true);
}
