// cgroup v2 by contract on a made tree; the packages' virtual machine shows the same on a kernel.
import { cgroupContract } from './contract.ts';
import { MadeTree } from './made-tree.ts';

cgroupContract('cgroup v2: contract on a made tree', [], () => MadeTree.open());
