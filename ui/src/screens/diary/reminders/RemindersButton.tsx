import { IconPhone } from "@tabler/icons-react";
import { queries } from "../../../ipc/queries";
import { useClinicQuery } from "../../../ipc/use-clinic";
import { useNavigation } from "../../../nav/navigation";
import { CountButton } from "../../../parts/CountButton";
import { useWords } from "../../../words/speech";

/** Leads to the reminders, and counts who is to be called about the next day. */
export function RemindersButton() {
  const { reminders } = useWords();
  const { go } = useNavigation();
  const toCall = useClinicQuery(queries.reminders(null)).value?.toCall ?? 0;
  return <CountButton icon={IconPhone} words={reminders} count={toCall} onClick={() => go({ page: "reminders" })} />;
}
