// Importing it answers --help and --version of the master and ends.
import { masterProgram } from '../config/programs.ts';
import { answerQuestion } from './questions.ts';

answerQuestion(masterProgram, process.argv.slice(2));
