import { IconUsersPlus } from "@tabler/icons-react";
import { waitingQueries } from "../../../ipc/waiting-queries";
import { useClinicQuery } from "../../../ipc/use-clinic";
import { useNavigation } from "../../../nav/navigation";
import { CountButton } from "../../../parts/CountButton";
import { useWords } from "../../../words/speech";
import { pageOf } from "./use-waiting";

/** Leads to the waiting list and counts who is on it. */
export function WaitingButton() {
  const { waiting } = useWords();
  const { go } = useNavigation();
  const total = useClinicQuery(waitingQueries.page(pageOf("current"))).value?.total ?? 0;
  return <CountButton icon={IconUsersPlus} words={waiting} count={total} onClick={() => go({ page: "waiting" })} />;
}
