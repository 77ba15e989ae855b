#!/usr/bin/python3
"""Applicability once more, written from the rules alone and in no hurry.

applicability.py make OVERRIDES.jsonl.gz EACH FEED SOFTWARE
    makes, from every EACHth of real configurations, twisted ones (negated,
    AND for OR, not vulnerable, wildcards), and names beside their bounds.
applicability.py judge FEED... <SOFTWARE
    prints system, CPE name, CVE, and met or possible.
"""
import collections
import gzip
import json
import random
import re
import sys

YES, MAYBE, NO = 2, 1, 0
BOUNDS = {
    'versionStartIncluding': lambda order: order >= 0,
    'versionStartExcluding': lambda order: order > 0,
    'versionEndIncluding': lambda order: order <= 0,
    'versionEndExcluding': lambda order: order < 0,
}
EARLY = {'dev': 0, 'alpha': 1, 'beta': 2, 'pre': 3, 'preview': 3,
         'milestone': 3, 'rc': 4, 'cr': 4}
EARLY_LETTER = {'a': 1, 'b': 2, 'c': 4, 'm': 3}
NUMBER, WORD, END, BEFORE = 3, 2, 1, 0


# --- names -----------------------------------------------------------------

def value(text):
    """'*', '-', or what stands before, in and after the wildcards."""
    if text in ('*', '-'):
        return text
    parts = re.findall(r'\\.|.', text, re.S)
    before = after = ''
    while parts and parts[0] in ('*', '?'):
        before += parts.pop(0)
    while parts and parts[-1] in ('*', '?'):
        after += parts.pop()
    return before, ''.join(p[-1] for p in parts), after


def cpe(text):
    fields = re.findall(r'(?:\\.|[^:\\])+', text.lower(), re.S)
    if fields[:2] != ['cpe', '2.3']:
        raise ValueError(text)
    return [value(f) for f in (fields[2:] + ['*'] * 11)[:11]]


def is_wild(v):
    return isinstance(v, tuple) and v[0] + v[2] != ''


def is_plain(v):
    return isinstance(v, tuple) and not is_wild(v)


def compatible(source, target):
    """Not disjoint (NISTIR 7696, table 6-2)."""
    if source == target:
        return True
    if is_wild(target):
        return False
    if '*' in (source, target):
        return True
    if '-' in (source, target):
        return False
    ends = ['.*' if '*' in end else '.{0,%d}' % len(end)
            for end in (source[0], source[2])]
    return re.fullmatch(ends[0] + re.escape(source[1]) + ends[1],
                        target[1], re.S) is not None


# --- versions --------------------------------------------------------------

def version_tokens(text):
    text = re.sub(r'^v(?=\d)', '', text.lower())
    runs = list(re.finditer(r'[0-9]+|[a-z]+', text.split('+')[0]))
    tokens = []
    for i, run in enumerate(runs):
        word = run.group()
        digit_next = (i + 1 < len(runs) and runs[i + 1].group().isdigit()
                      and runs[i + 1].start() == run.end())
        if word.isdigit():
            tokens.append((NUMBER, int(word), ''))
        elif word in EARLY:
            tokens.append((BEFORE, EARLY[word], ''))
        elif word in EARLY_LETTER and digit_next:
            tokens.append((BEFORE, EARLY_LETTER[word], ''))
        else:
            tokens.append((WORD, 0, word))
    kept = []
    for i, token in enumerate(tokens):
        rest = [t for t in tokens[i:] if t != (NUMBER, 0, '')]
        if i == 0 or token != (NUMBER, 0, '') or \
                (rest and rest[0][0] == NUMBER):
            kept.append(token)
    return kept


def order(a, b):
    """-1, 0, 1, or None if they cannot be compared."""
    if 'unknown' in (a, b):
        return None
    a, b = version_tokens(a), version_tokens(b)
    numbers = [any(t[0] == NUMBER for t in v) for v in (a, b)]
    if not a or not b or numbers[0] != numbers[1]:
        return None
    a, b = a + [(END, 0, '')], b + [(END, 0, '')]
    return (a > b) - (a < b)


def in_bounds(match, version):
    answer = YES
    for key, holds in BOUNDS.items():
        if key in match:
            o = order(version, match[key])
            answer = min(answer, MAYBE if o is None
                         else YES if holds(o) else NO)
    return answer


# --- trees -----------------------------------------------------------------

def fits(match, name):
    criteria = match['name']
    if not all(compatible(criteria[i], name[i]) for i in range(11) if i != 3):
        return NO
    wanted, version = criteria[3], name[3]
    bounded = any(key in match for key in BOUNDS)
    if wanted == '*' and not bounded:
        return YES
    if is_wild(version):
        return YES if wanted == version else MAYBE
    if version == '*':
        return YES if wanted == '-' else MAYBE
    if wanted != '*':
        return YES if compatible(wanted, version) else NO
    return NO if version == '-' else in_bounds(match, version[1])


def together(operator, answers):
    return min(answers) if operator == 'AND' else max(answers)


def judge_node(node, items, parts):
    answers, hits = [], []
    for match in node['cpeMatch']:
        part = match['name'][0]
        each = [(fits(match, name), text) for text, name in items]
        best = max(answer for answer, _ in each)
        if best == NO and part[1] in 'oh' and part not in parts:
            best = MAYBE  # nothing is known of this part
        answers.append(best)
        if match['vulnerable']:
            hits += [(a, text) for a, text in each if a != NO]
    answer = together(node.get('operator', 'OR'), answers)
    if node.get('negate'):
        return YES - answer, []
    return answer, [(min(a, answer), text) for a, text in hits if answer]


def judge_tree(configurations, items, parts):
    found = {}
    for configuration in configurations:
        nodes = [judge_node(n, items, parts) for n in configuration['nodes']]
        answer = together(configuration.get('operator', 'OR'),
                          [a for a, _ in nodes])
        if configuration.get('negate') or answer == NO:
            continue  # inverted it may hold, but names nothing
        for _, hits in nodes:
            for a, text in hits:
                found[text] = max(found.get(text, NO), min(a, answer))
    return found


def all_matches(configurations):
    return [m for c in configurations for n in c['nodes']
            for m in n['cpeMatch']]


def concerned(matches, systems, by_product):
    """The systems that have a product which is named as vulnerable."""
    some = set(by_product[None])
    for match in matches:
        if match['vulnerable']:
            product = match['name'][2]
            some |= (by_product[product[1]] if is_plain(product)
                     else set(systems))
    return some


def judge(feeds):
    systems = collections.defaultdict(list)
    by_product = collections.defaultdict(set)
    for line in sys.stdin:
        record = json.loads(line)
        name = cpe(record['cpe'])
        systems[record['system']].append((record['cpe'], name))
        product = name[2][1] if is_plain(name[2]) else None
        by_product[product].add(record['system'])
    for feed in feeds:
        opened = (gzip.open if feed.endswith('.gz') else open)(feed)
        for item in json.load(opened)['vulnerabilities']:
            cve = item['cve']
            tree = cve.get('configurations') or []
            if cve.get('vulnStatus') == 'Rejected':
                continue
            for match in all_matches(tree):
                match['name'] = cpe(match['criteria'])
            for system in concerned(all_matches(tree), systems, by_product):
                items = systems[system]
                parts = {name[0] for _, name in items}
                for text, a in judge_tree(tree, items, parts).items():
                    print(system, text, cve['id'],
                          'met' if a == YES else 'possible', sep='\t')


# --- cases -----------------------------------------------------------------

def chance(percent):
    return random.random() * 100 < percent


def twist(configurations):
    for configuration in configurations:
        configuration['negate'] = chance(15)
        configuration['operator'] = random.choice(('AND', 'OR'))
        for node in configuration['nodes']:
            node['negate'] = chance(15)
            node['operator'] = 'AND' if chance(20) else 'OR'
            for match in node['cpeMatch']:
                match['vulnerable'] = not chance(15)


def beside(match):
    """Names whose versions lie on the bounds, around them, or nowhere."""
    fields = match['criteria'].lower().split(':')
    for key in BOUNDS:
        bound = match.get(key, '').lower()
        if '\\' in match['criteria'] or not re.fullmatch(r'[\w.-]+', bound):
            continue
        for version in (bound, bound + '-rc1', bound + '.0', bound + 'a',
                        bound + '.1', 'vista', '*', '-'):
            if chance(6):
                update = 'sp1' if chance(10) else fields[6]
                yield ':'.join(fields[:5] + [version, update] + fields[7:])
    if not any(key in match for key in BOUNDS) and chance(10):
        yield ':'.join(fields)


def make(overrides, each, feed, software):
    random.seed(7)
    cves = []
    names = ['cpe:2.3:o:linux:linux_kernel:6.1:*:*:*:*:*:*:*',
             'cpe:2.3:o:microsoft:windows_10:-:*:*:*:*:*:*:*'] * 20
    for number, line in enumerate(gzip.open(overrides, 'rt')):
        record = json.loads(line)
        tree = record.get('cve', record).get('configurations')
        if number % each or not tree:
            continue
        twist(tree)
        for match in all_matches(tree):
            names += beside(match)
        when = '2025-02-05T09:15:06.891'
        cves.append({'cve': {
            'id': record['_annotation']['cve_id'], 'published': when,
            'lastModified': when, 'vulnStatus': 'Analyzed', 'references': [],
            'descriptions': [{'lang': 'en', 'value': 'x'}],
            'configurations': tree}})
    with open(feed, 'w') as f:
        json.dump({'resultsPerPage': len(cves), 'startIndex': 0,
                   'totalResults': len(cves), 'format': 'NVD_CVE',
                   'version': '2.0', 'timestamp': '2026-01-01T00:00:00.000',
                   'vulnerabilities': cves}, f)
    random.shuffle(names)
    with open(software, 'w') as f:
        for number, name in enumerate(names):
            print(json.dumps({'type': 'software', 'cpe': name,
                              'system': 's%d' % (number // 5)}), file=f)


if sys.argv[1] == 'make':
    make(sys.argv[2], int(sys.argv[3]), *sys.argv[4:])
else:
    judge(sys.argv[2:])
