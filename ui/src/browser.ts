/** The page in a browser, with a program that is played: for development and Playwright. */
import { fakeHost } from "./host/fake";
import { open } from "./open";

open(fakeHost(new URLSearchParams(location.search)));
