// Importing it answers --help and --version of the agent and ends.
import { agentProgram } from '../config/programs.ts';
import { answerQuestion } from './questions.ts';

answerQuestion(agentProgram, process.argv.slice(2));
