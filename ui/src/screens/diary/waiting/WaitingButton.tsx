import { Button } from "@mantine/core";
import { IconUsersPlus } from "@tabler/icons-react";
import { waitingQueries } from "../../../ipc/waiting-queries";
import { useClinicQuery } from "../../../ipc/use-clinic";
import { useNavigation } from "../../../nav/navigation";
import { useWords } from "../../../words/speech";
import { pageOf } from "./use-waiting";
import classes from "./Waiting.module.css";

/** Leads to the waiting list and counts who is on it. Its words are shown where the toolbar has room for them. */
export function WaitingButton() {
  const { waiting } = useWords();
  const { go } = useNavigation();
  const total = useClinicQuery(waitingQueries.page(pageOf("current"))).value?.total ?? 0;
  const words = waiting.open(total);
  return (
    <Button variant="default" px={8} aria-label={words} title={words} onClick={() => go({ page: "waiting" })}>
      <IconUsersPlus size={16} stroke={1.75} aria-hidden />
      <span className={classes.words}>{words}</span>
      {total > 0 && <span className={classes.count}>{total}</span>}
    </Button>
  );
}
