import type { SyncStatus } from "../../ipc/views";
import type { SyncLook } from "../../parts/SyncWord";
import type { Tone } from "../../styles/tokens";
import { useFormat, useWords } from "../../words/speech";

interface SyncText {
  look: SyncLook;
  tone: Tone | "muted";
  word: string;
  sentence: string;
}

/** Puts a sync state into a word for the header and a sentence for its details. */
export function useSyncText(): (status: SyncStatus) => SyncText {
  const { sync } = useWords();
  const format = useFormat();
  return (status) => {
    const since = status.since === null ? format.dash : format.time(status.since);
    const synced = status.syncedAt === null ? null : format.time(status.syncedAt);
    const left = Math.max(status.waiting - status.sent, 0);
    switch (status.state) {
      case "noServer":
        return { look: "local", tone: "muted", word: sync.word.noServer, sentence: sync.sentence.noServer };
      case "synced":
        return {
          look: "done",
          tone: "muted",
          word: synced === null ? sync.word.neverSynced : sync.word.synced(synced),
          sentence: synced === null ? sync.sentence.waiting(status.waiting) : sync.sentence.synced(synced),
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
        if (status.cause === "serverAltered")
          return { look: "needs", tone: "bad", word: sync.word.needsYou, sentence: sync.sentence.altered };
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
          word: sync.word.needsYou,
          sentence: [sync.sentence.needsYou, status.conflicts > 0 ? sync.conflictsWait(status.conflicts) : ""]
            .filter(Boolean)
            .join(" "),
        };
    }
  };
}
