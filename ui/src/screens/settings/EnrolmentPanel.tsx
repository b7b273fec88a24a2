import { Button, DataList, Text } from "@mantine/core";
import { useState } from "react";
import { useCommand } from "../../ipc/use-clinic";
import type { EnrolmentCode } from "../../ipc/views";
import { ProblemAlert } from "../../parts/ProblemAlert";
import { Panel } from "../../parts/Panel";
import { useFormat, useWords } from "../../words/speech";
import classes from "./Settings.module.css";

/** A code that lets one more computer join, once, for an hour. */
export function EnrolmentPanel({ hasServer }: { hasServer: boolean }) {
  const { settings } = useWords();
  const format = useFormat();
  const [code, setCode] = useState<EnrolmentCode | null>(null);
  const { busy, problem, run } = useCommand();
  const make = async () => {
    const made = await run((clinic) => clinic.createEnrolmentCode());
    if (made) setCode(made);
  };
  return (
    <Panel title={settings.enrol}>
      <div className={classes.fields}>
        <Text size="sm" c="dimmed">
          {hasServer ? settings.enrolHelp : settings.needsServer}
        </Text>
        {code !== null && (
          <>
            <DataList size="sm" orientation="vertical">
              <DataList.Item>
                <DataList.ItemLabel>{settings.address}</DataList.ItemLabel>
                <DataList.ItemValue>{code.serverUrl}</DataList.ItemValue>
              </DataList.Item>
              <DataList.Item>
                <DataList.ItemLabel>{settings.code}</DataList.ItemLabel>
                <DataList.ItemValue className={classes.code}>{code.code}</DataList.ItemValue>
              </DataList.Item>
            </DataList>
            <Text size="sm" role="status">
              {settings.validUntil(format.time(code.expiresAt))}
            </Text>
          </>
        )}
        {problem !== null && <ProblemAlert problem={problem} />}
        {hasServer && (
          <div>
            <Button variant="default" loading={busy} onClick={() => void make()}>
              {settings.makeCode}
            </Button>
          </div>
        )}
      </div>
    </Panel>
  );
}
