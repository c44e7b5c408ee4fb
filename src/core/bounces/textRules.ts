/**
 * What the words of a refusal say about why mail came back, with how far they can be trusted. The first rule that
 * matches decides, so words about the sender stand before words about the recipient: a blocked sender is often told
 * that the "mailbox is unavailable". Every pattern is tried in linear time.
 */
import type { BounceCategory, Finding } from './verdict';

type Rule = readonly [category: BounceCategory, confidence: number, pattern: RegExp];

const RULES: readonly Rule[] = [
  // What Exchange Online says of an address that the company's directory does not have.
  ['unknown-user', 0.9, /5\.4\.1.{0,40}recipient address rejected: access denied/i],
  ['greylisted', 0.95, /gr[ae]y-?list/i],
  [
    'blocklist',
    0.95,
    /spamhaus|spamcop|barracudacentral|sorbs\.net|surbl|uribl|abuseat|mailspike|rbl restriction/i,
  ],
  [
    'blocklist',
    0.9,
    /\b(?:dns)?[br]bl\b|dnsbl|black[- ]?list|block[- ]?list|deny ?list|(?<!not )listed (?:in|at|on|by) |(?:poor|bad|low) reputation|reputation (?:of|is)|banned sending ip|\bIP\b.{0,60}\bblocked\b|blocked.{0,40}\bIP\b/i,
  ],
  [
    'authentication',
    0.95,
    /dmarc|\bspf\b.{0,60}(?:fail|reject|not)|dkim.{0,40}(?:fail|invalid|not)|unauthenticated (?:email|mail)|not authenticated.{0,40}(?:spf|dkim)|reverse dns|ptr record|sender id .{0,30}fail/i,
  ],
  [
    'spam-block',
    0.9,
    /\bspam(?:my)?\b(?! folder)|unsolicited|junk mail|\bbulk (?:mail|email)|rejected (?:as|due to) (?:bulk|content)|considered (?:to be )?(?:spam|unwanted)|high probability of spam|\bUBE\b/i,
  ],
  [
    'content',
    0.9,
    /\bvirus\b|malware|phish|infected|(?:banned|blocked|forbidden|dangerous) (?:attachment|file|content)|attachment.{0,30}(?:not allowed|blocked|prohibited)/i,
  ],
  [
    'relaying',
    0.9,
    /relay(?:ing)? (?:access )?(?:denied|not (?:permitted|allowed)|prohibited)|unable to relay|not permitted to relay|(?:we do not|does not) relay|relaying\b.{0,30}(?:denied|prohibited)|not a (?:local|gateway) (?:host|domain)|isn't in my list of allowed rcpthosts|rcpthosts/i,
  ],
  [
    'mailbox-full',
    0.95,
    /(?:mailbox|inbox|mail box|mailfolder|account|user|maildir|folder|quota).{0,40}(?:is |was )?(?:full\b|over ?quota|over (?:its |the |his |her )?(?:disk )?quota|quota (?:exceeded|full)|exceeded)|over ?quota|quota.{0,30}(?:exceed|exhausted|over)|exceed(?:ed|s|ing)?.{0,40}(?:quota|storage|mailbox size)|out of storage|insufficient (?:disk|storage|system storage)|not enough (?:disk )?space|(?:postfach|mailbox|briefkasten|speicher).{0,40}(?:voll|überfüllt|erschöpft)|bo[iî]te.{0,40}(?:pleine|saturée)|buz[oó]n.{0,30}lleno|casella.{0,40}piena|переполнен/i,
  ],
  [
    'too-large',
    0.95,
    /(?:message|mail|size|content).{0,40}(?:too (?:large|big)|exceeds?.{0,40}(?:size|limit|maximum|max))|exceed(?:s|ed).{0,30}(?:maximum|fixed|allowed|size limit)|size limit|nachricht.{0,30}zu gro/i,
  ],
  [
    'inactive',
    0.9,
    /(?:account|mailbox|user|address|recipient|e-?mail).{0,50}(?:disabled|deactivated|suspended|inactive|not active|no longer (?:active|in use|available|valid|accepts?|on server|exists)|discontinued|terminated|closed|expired|locked|is disabled|been (?:removed|closed))|(?:disabled|deactivated|inactive) (?:account|user|mailbox|recipient)|no longer (?:works|employed)|domain.{0,20}has been suspended/i,
  ],
  [
    'unknown-user',
    0.95,
    /(?:user|recipient|mailbox|account|address|alias|addressee|subscriber|username|person)s?\b.{0,60}(?:unknown|not? (?:be )?found|(?:does|do|did)(?: ?n[o']t)? ?(?:not )?exist|doesn't (?:exist|have)|is invalid|not (?:listed|exist|known|recogni[sz]ed|valid)|not our customer|undeliverable|couldn't be found|wasn't found)|unknown (?:or illegal |or invalid )?(?:local[- ]?part|user|recipient|mailbox|address|alias|account)|(?:no|not a) such (?:user|mailbox|recipient|person|address|account|local|name|email)|invalid (?:recipient|mailbox|user|address|final delivery)|no (?:mailbox|account|user|recipient).{0,30}(?:here|by that name|with that name|found|of that name)|not a (?:valid|known|local) (?:user|mailbox|recipient|address)|unrouteable address|bad destination mailbox|no mailbox here|unable to (?:find|look ?up|verify) (?:the )?(?:recipient|user|address)|can't create user output|recipnotfound|user not (?:listed|found)|there is no one (?:here|at this address)|dd this user|doesn't have an? .{0,30}account|mail-?box not found|unable to deliver to .{0,80}mailbox/i,
  ],
  [
    'unknown-user',
    0.9,
    /(?:benutzer|empf[äa]nger|adresse|postfach|mailadresse|konto).{0,60}(?:unbekannt|nicht (?:gefunden|bekannt|vorhanden|g[üu]ltig)|existiert nicht|ung[üu]ltig)|unbekannte[rn]? (?:benutzer|empf|adresse)|(?:utilisateur|destinataire|adresse).{0,40}(?:inconnu|introuvable|n'existe pas)|(?:usuario|destinatario|direcci[oó]n|buz[oó]n).{0,40}(?:desconocid|no existe|inexistente)|(?:utente|destinatario|indirizzo).{0,40}(?:sconosciut|inesistente|non esiste)|(?:usu[aá]rio|destinat[aá]rio).{0,40}(?:n[aã]o (?:existe|encontrado))|gebruiker.{0,30}onbekend|пользователь.{0,30}не (?:найден|существует)|такого (?:пользователя|адреса|ящика) нет|宛先.{0,20}(?:見つかり|存在)|用户不存在/i,
  ],
  [
    'unknown-domain',
    0.95,
    /(?:host|domain)(?: or domain)?(?: name)?.{0,60}(?:not found|unknown|does ?n[o']t exist|couldn't be found)|unknown (?:host|domain)|nxdomain|no such domain|domain.{0,30}(?:does not (?:exist|accept mail)|is invalid)|nullmx|null mx|(?:recipient|bad) (?:domain|destination system)|couldn't find any host(?: named)?|unrouteable mail domain|all relevant mx records point to non-?existent|name or service not known/i,
  ],
  [
    'dns',
    0.9,
    /(?:dns|mx|name ?server|host lookup|domain name).{0,60}(?:fail|error|problem|tim(?:ed|e) ?-?out|did not complete|servfail|misconfigur)|(?:fail|error|no (?:valid|usable)).{0,40}\bmx\b|could not resolve|temporary lookup failure|no route to host/i,
  ],
  [
    'loop',
    0.95,
    /too many hops|mail loop|loops? back to (?:me|myself)|routing loop|hop count exceeded|forwarding loop|mail forwarding loop|too many received/i,
  ],
  [
    'unreachable',
    0.9,
    /connection (?:timed out|refused|reset|dropped|was|with)|timed? ?-?out|could ?n[o']t (?:connect|establish)|unable to connect|network is unreachable|not reachable|retry (?:time(?:out)?|timeout) (?:not reached|exceeded)|too (?:long|old)|lost connection|delivery (?:time|period).{0,20}expired|(?:queue|message|delivery).{0,30}expired|(?:4|5)\.4\.7|not (?:be )?(?:delivered|sent) (?:within|in time)|all hosts.{0,60}(?:failing|failed)|not responding|no answer from host|retried for too long|wasn't able to establish an smtp connection/i,
  ],
  [
    'policy',
    0.85,
    /polic(?:y|ies)|not (?:authori[sz]ed|permitted|allowed|accepted)|access (?:is )?denied|administrative(?:ly)? (?:prohibit|reject|refus)|refused|rejected by (?:the )?(?:recipient|server|administrator|remote)|\bblocked\b|restricted|prohibited|you are not allowed|sender.{0,30}(?:reject|denied|refus)|permission to send|only accepts? (?:mail|email|messages)|delivery not authori|transport rules?/i,
  ],
  [
    'unknown-user',
    0.85,
    /mailbox unavailable|mailbox not available|recipient (?:address )?rejected|address (?:is )?rejected|recipient not accepted|user unavailable/i,
  ],
  [
    'greylisted',
    0.6,
    /try (?:again )?later|temporar(?:y|ily)|come back later|rate limit|too many (?:messages|connections|recipients)|throttl/i,
  ],
  [
    'system',
    0.7,
    /(?:local|internal|system|server|configuration|software|processing) (?:error|problem|failure|misconfig)|can't open mailbox|pipe|i\/o error|out of memory|no space left|mail (?:system|server) .{0,20}(?:problem|error|trouble)/i,
  ],
];

/** @param text of which the first 8,000 characters are looked at */
export function findByText(text: string): Finding | null {
  const words = text
    .slice(0, 8000)
    .replace(/\s+/g, ' ')
    // A name in an address says nothing about the mail.
    .replace(/[^\s<>@:]{1,64}@[^\s<>@]{1,255}/g, '@');
  for (const [category, confidence, pattern] of RULES)
    if (pattern.test(words)) return { category, confidence };
  return null;
}
