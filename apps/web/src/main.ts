import "./main.css";
import { parse, Problem } from "./data/parse";
import { showProblem, showReport } from "./page";

const source = document.getElementById("neat-data")?.textContent ?? "null";
const page = document.getElementById("page")!;

try {
  const report = parse(source);
  if (report && (report.runs.length > 0 || report.comparison)) showReport(page, report);
  else showProblem(page, "no data", "This is the empty report page; `neat-run report DIR` fills it with a run.");
} catch (problem) {
  if (!(problem instanceof Problem)) throw problem;
  showProblem(page, "This report cannot be shown", problem.message);
}
