// What an operator does with the packages, on whole machines: install, start, run, limit, crash, upgrade, join,
// remove. The order counts: each group finds what the ones before it left. Made ready by scripts/vm/prepare.
import { suite } from 'uvu';
import { addConfigurationChecks } from './checks/configuration.ts';
import { addContainerChecks } from './checks/containers.ts';
import { addDocumentChecks } from './checks/documents.ts';
import { addInstallChecks } from './checks/install.ts';
import { addLimitChecks } from './checks/limits.ts';
import { addRemovalChecks } from './checks/removal.ts';
import { addStartChecks } from './checks/start.ts';
import { addSurvivalChecks } from './checks/survival.ts';
import { addWorkerChecks } from './checks/worker.ts';
import { Fixture } from './fixture.ts';

const fixture = new Fixture();
addInstallChecks(fixture);
addStartChecks(fixture);
addLimitChecks(fixture);
addSurvivalChecks(fixture);
addConfigurationChecks(fixture);
addContainerChecks(fixture);
addWorkerChecks(fixture);
addDocumentChecks(fixture);
addRemovalChecks(fixture);

const last = suite('end');
last('the machines are ended', () => fixture.stop());
last.run();
