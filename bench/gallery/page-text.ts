/** What the page says in every version of it. Lines are wrapped by hand, as in every page of the lab. */

export const introduction = `# Kept runs
\`node bench/gallery/main.ts\` wrote this page from the runs in this folder: do not edit it. Each run is one of the default
profile, with every raw trial. \`make report DIR=gallery/<run>\` writes its report, \`make compare A=gallery/<run>
B=gallery/<run>\` compares two, and \`sha256sum --check SHA256SUMS\` in its folder checks its file.

The page compares what runs say and never their absolute times: machines differ, and a microsecond of one is not one of
another. A ratio was measured within one run, where both sides met the same machine.`;

export const countingRules = `A run counts in an experiment when the current method measured it and no validity gate of that experiment failed. Its costs
count only if its two equal arms also read as equal: the interval of the A/A pair holds 1, by the cost in question. A run
has a name that ends with \`-disturbed\` where one of its two costs does not count, or neither. It stays here because it shows
what a disturbed machine does to costs. What such a run counted (races, revoked credentials, faults, commands to Redis) counts like that of any other.`;

export const addingARun = `## Add a run
Runs on other machines, processors and stacks show what holds everywhere and what does not.

1. Commit or put away your changes: a run of changed code is refused. Use \`main\` as it is.
2. Run \`make bench\` and nothing else on the machine. It takes 10 minutes on two cores.
3. \`make gallery ADD=bench/results/latest\` keeps the run and writes this page again.
4. \`node bench/gallery/main.ts check\` must find nothing. Send the new folder and the changed page.

We accept a run when the check passes and its two equal arms read as equal. The check wants the sum of the file, its schema,
the default profile, all three experiments, a known method, committed code, and a folder with the right name. It computes
again what follows from the trials, as \`make verify DIR=gallery/<run>\` does. It refuses a run that tells
the path of a folder, an address, a token or a key. Keeping a run takes its folders (\`--out\`, \`--resume\`) out of the command
line and refuses the names of the host and the user; nothing else is changed. What stays is the model and the number of
processors, the memory, the kernel and the versions of programs.

Do not choose among your runs by their figures. If you measure twice, send both.

## Guard
\`make guard\` measures two ratios in a short run and compares them with \`guard.json\`, which follows from the runs here. It
fails when a ratio lies outside its band in three runs in a row, or when Redis counts other commands or round trips than in
the newest kept run. It never looks at a time.`;
