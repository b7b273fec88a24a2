import type { SyncStatus } from "../ipc/views";
import type { Tone } from "../styles/tokens";
import { useFormat, useTimeZone, useToday, useWords } from "../words/speech";
import { dayOf } from "../words/time";
import type { SyncLook } from "./SyncWord";

interface SyncText {
  look: SyncLook;
  tone: Tone | "muted";
  word: string;
  sentence: string;
}

/** Describes a sync state by a word for the header and a sentence for its details. */
export function useSyncText(): (status: SyncStatus) => SyncText {
  const { sync } = useWords();
  const format = useFormat();
  const today = useToday();
  const timeZone = useTimeZone();
  return (status) => {
    const since = status.since === null ? format.dash : format.time(status.since);
    const synced = status.syncedAt === null ? null : format.time(status.syncedAt);
    const isToday = status.syncedAt !== null && dayOf(status.syncedAt, timeZone) === today;
    const syncedOn = status.syncedAt === null || isToday ? synced : format.dateTime(status.syncedAt);
    const done = status.serverRestoredAt === null ? sync.sentence.synced : sync.sentence.syncedAgain;
    const left = Math.max(status.waiting - status.sent, 0);
    switch (status.state) {
      case "noServer":
        return { look: "local", tone: "muted", word: sync.word.noServer, sentence: sync.sentence.noServer };
      case "synced":
        return {
          look: "done",
          tone: "muted",
          word: synced === null ? sync.word.neverSynced : sync.word.synced(synced),
          sentence: syncedOn === null ? sync.sentence.waiting(status.waiting) : done(syncedOn),
        };
      case "sending":
        return { look: "moving", tone: "info", word: sync.word.sending(left), sentence: sync.sentence.sending(left) };
      case "waiting":
        return {
          look: "moving",
          tone: "none",
          word: sync.word.waiting(status.waiting),
          sentence: sync.sentence.waiting(status.waiting),
        };
      case "offline":
        if (status.cause === "serverAltered" || status.cause === "serverKeyChanged")
          return { look: "needs", tone: "bad", word: sync.word.stopped, sentence: sync.sentence.altered };
        if (status.waiting === 0)
          return {
            look: "away",
            tone: status.late ? "warn" : "none",
            word: sync.word.away,
            sentence: sync.sentence.away,
          };
        return {
          look: "away",
          tone: status.late ? "warn" : "none",
          word: sync.word.offline(since, status.waiting),
          sentence: sync.sentence.offline(status.waiting, since),
        };
      case "needsYou":
        return {
          look: "needs",
          tone: "bad",
          word:
            status.conflicts > 0
              ? sync.word.conflicts(status.conflicts)
              : status.refused > 0
                ? sync.word.rejected(status.refused)
                : sync.word.quarantined(status.quarantined),
          sentence: [
            sync.sentence.needsYou,
            status.conflicts > 0 && sync.conflictsWait(status.conflicts),
            status.refused > 0 && sync.rejectedWait(status.refused),
          ]
            .filter(Boolean)
            .join(" "),
        };
    }
  };
}
