/**
 * Words that tell nothing about what a clip shows, in the languages that vlogs are most spoken in.
 * Only the commonest: a word too many in a name does no harm.
 */
const LISTS = {
  english: `a about above after again all almost already also always am an and another any anyway
    are around as at away back basically be because been before being below best better between beyond
    big bit both but by bye came can cannot come comes coming could course did didn do does doesn
    doing don done down each either else even ever every everybody everyone everything far few
    finally first for from further get gets getting give go goes going gone gonna good got great
    guess guys had hardly has have having he hello her here hers hey hi him his how however i if in
    into is isn it its just keep kind know last later least less let lets like little ll look
    looking looks lot made make makes making many maybe me mean might mine more most much must my
    myself need never new next nice no not nothing now of off oh ok okay old on once one only or
    other our ours ourselves out over own people perhaps please pretty put quite rather re really
    right said same saw say says see seen she should so some somebody someone something soon sorry
    sort still stuff such sure take taking tell than thank thanks that the their them then there
    these they thing things think this those though through till to today together too try trying
    two under until up upon us use used ve very want wanted was wasn way we welcome well went were
    what when where whether which while who whole whom why will with without won would wow yeah yes
    yet you your yourself`,
  german: `aber alle alles als also am an auch auf aus bei beim bin bis bist da dabei dann das dass
    dein dem den denn der des die dies diese dieser doch dort du durch ein eine einem einen einer
    eines er es etwas euch euer für gegen ganz hab habe haben hat hatte hier ich ihr im immer in ins
    ist ja jetzt kann kein keine können mal man mehr mein mich mir mit muss nach nicht nichts noch
    nun nur ob oder ohne schon sehr sein seine sich sie sind so über um und uns unser unter vom von
    vor war waren was weil wenn wer werden wie wieder will wir wird wo zu zum zur zwischen`,
  french: `ai alors après as au aujourd aussi autre aux avant avec avez avons bien bon bonjour car ce
    cela ces cet cette chez comme dans de des deux donc du elle elles en encore est et étaient était
    être eu eux fait faire hui il ils je juste là le les leur lui ma mais me même mes moi mon ne nos
    notre nous on ont ou où par pas peu peut plus pour pourquoi puis quand que quel quelle qui quoi
    rien sa sans se ses si son sont sous suis sur ta te tes toi ton tous tout toute toutes très tu
    un une va vais vers viens vient voici voilà vos votre vous vraiment`,
  spanish: `a ahora al algo allí antes aquí así aun aunque bien bueno cada casi como con cual cuando
    de del desde donde dos el él ella ellos en entonces entre era es esa ese eso esta está estaba
    estamos están estar este esto estoy fue ha hace hacer han hasta hay hola la las le les lo los
    más me mi mis mucho muy nada ni no nos nosotros nuestro o os otra otro para pero poco por porque
    pues que qué quien se ser si sí sido siempre sin sobre solo son soy su sus también tan te tengo
    tiene todo todos tu tú tus un una unas uno unos vamos voy y ya yo`,
  italian: `abbiamo adesso ai al alla alle allora anche ancora avere bene c che chi ci ciao come con
    cosa così cui da dal dalla degli dei del della delle di dove e è ed era essere fare fatto gli
    ha hai hanno ho i il in io la le lei li lo loro lui ma mi mia mio molto ne nei nel nella noi non
    nostra nostro o ogni ora per perché però più poi qua quando quella quello questa questo qui
    quindi se sei si sì sia siamo sono sta su sua sul sulla suo tra tu tutti tutto un una uno vi voi`,
  portuguese: `agora ainda ali ao aos aqui as até bem boa bom com como da das de dela dele depois do
    dos e é ela ele eles em então era essa esse esta está estamos estão este eu foi gente há isso
    isto já lá lhe mais mas me meu minha muito na não nas nem no nos nós nossa nosso num numa o olá
    onde os ou para pela pelo por porque pra quando que quem se sem ser seu só sua são também te
    tem tenho ter tudo um uma vai vamos você vocês vou`,
} as const;

export const STOP_WORDS: ReadonlySet<string> = new Set(
  Object.values(LISTS).flatMap((list) => list.split(/\s+/)),
);
