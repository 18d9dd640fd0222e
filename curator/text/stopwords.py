"""Words that say nothing of a text's matter, for five languages: a short list of our own, written with accents."""

from __future__ import annotations

import unicodedata

_WRITTEN = {
    "en": """
        a about above after again against all almost also although always am among an and another any are aren
        around as at away back be became because become been before being below between both but by came can
        cannot could couldn d day days did didn do does doesn doing don done down during each either else enough
        even ever every few first for from further get gets getting go goes going got had hadn has hasn have
        haven having he her here hers herself him himself his how however i if in including into is isn it its
        itself just know last least less let like ll made make makes many may me might more most much must my
        myself near need neither never new next no nor not nothing now of off often on once one only onto or
        other others our ours ourselves out over own per perhaps put rather re really s said same say says
        second see seen several shall she should shouldn since so some something still such t take taken than
        that the their theirs them themselves then there therefore these they thing things this those though
        three through thus time to together too toward towards two under until up upon us use used using ve very
        via want was wasn way we well went were weren what when where whether which while who whole whom whose
        why will with within without won would wouldn year years yes yet you your yours yourself yourselves
    """,
    "fr": """
        a afin ai aie ailleurs ainsi alors an ans apres après as assez au aucun aucune aujourd auparavant auquel
        aura aurait aussi autant autour autre autres aux auxquels avaient avait avant avec avez avoir avons
        ayant beaucoup bien bon c car ce ceci cela celle celles celui cependant certain certaine certaines
        certains ces cet cette ceux chacun chaque chez ci comme comment contre d dans de depuis dernier derniers
        dernière des dessous dessus deux devant doit doivent donc dont du durant déjà désormais elle elles en
        encore enfin entre envers es est et etc eu eut eux faire fait faits fallait faut fois font furent fut
        grâce hors hui ici il ils j jamais je jour jours jusqu jusque l la laquelle le lequel les lesquelles
        lesquels leur leurs lors lorsque lui là m ma mais malgré me mes mettre mieux moi moins mon même mêmes n
        ne ni non nos notamment notre nous on ont or ou outre où par parce parfois parmi pas pendant peu peut
        peuvent plus plusieurs plutôt pour pourquoi pourrait pouvoir premier première presque près puis puisque
        qu quand quant que quel quelle quelles quelque quelques quels qui quoi s sa sans sauf se selon sera
        serait seront ses seulement si soi soit son sont sous souvent suis sur surtout t ta tandis tant te tel
        telle telles tels tes toi ton toujours tous tout toute toutefois toutes trois trop très tu un une vers
        via vient voici voilà voir vont vos votre vous vu y à ça étaient étais était étant été être
    """,
    "de": """
        aber alle allem allen aller alles als also am an ander andere anderem anderen anderer anderes auch auf
        aus bei beim bereits bin bis bisher bist da dabei dadurch dafür dagegen daher damit danach dann dar
        daran darauf darf darüber das dass dazu dein deine dem den denen denn der deren des deshalb dessen die
        dies diese diesem diesen dieser dieses doch dort drei du durch dürfen ein eine einem einen einer eines
        einige einigen einmal er erst erste ersten es etwa etwas euch euer für gab ganz gar gegen geht gemacht
        gibt ging gut habe haben hat hatte hatten hier hin hinter hätte ich ihm ihn ihnen ihr ihre ihrem ihren
        ihrer im immer in ins ist ja jahr jahre jahren jede jedem jeden jeder jedes jedoch jene jener jetzt kann
        kein keine keinem keinen keiner kommt konnte können könnte lange laut machen man mehr mein meine mit
        muss musste müssen nach nachdem neben nein neu neue neuen nicht nichts noch nun nur ob oder ohne schon
        sehr sei sein seine seinem seinen seiner seit selbst sich sie sieht sind so sogar solche soll sollen
        sollte sondern sonst sowie statt tag tage um und uns unser unsere unter viel viele vielen vom von vor
        vorher wann war waren warum was weg wegen weil weiter weitere weiteren welche welchem welcher wenig
        weniger wenn wer werde werden wie wieder will wir wird wo wobei wohl wollen worden wurde wurden während
        würde würden zu zum zur zwar zwei zwischen über
    """,
    "es": """
        a ahora al algo alguna algunas algunos algún allí ante antes aquel aquella aquí así aunque año años aún
        bajo bien cada casi como con contra cual cuales cualquier cuando cuanto cuatro cuál cuándo cómo da dado
        de debe deben decir del desde después dice dijo donde dos durante día días dónde e el ella ellas ello
        ellos en entonces entre era eran es esa esas ese eso esos esta estaba estar estas este esto estos está
        están fin fue fuera fueron ha haber había habían hace hacer hacia han hasta hay hoy incluso la las le
        les lo los luego me mediante mejor menos mi mientras mis misma mismo mucha muchas mucho muchos muy más
        nada ni no nos nosotros nuestra nuestro nueva nuevo o os otra otras otro otros para parte pero poco por
        porque primer primera puede pueden pues que quien quienes quién qué sea según ser será si sido siempre
        sin sino sobre solo son su sus sí sólo también tan tanto te tiene tienen toda todas todo todos tras tres
        tu tus un una unas uno unos usted va veces vez y ya yo él
    """,
    "it": """
        a abbiamo ad adesso agli ai al alcune alcuni all alla alle allo allora altra altre altri altro anche
        ancora anni anno avere aveva avevano bene c che chi ci circa città ciò col come con contro cosa così cui
        d da dagli dai dal dall dalla dalle dallo degli dei del dell della delle dello dentro deve di dietro
        dopo dove due durante e ecco ed egli era erano essere fa far fare fatto fino fra fu fuori già gli ha hai
        hanno ho i il in infatti infine insieme invece io l la le lei li lo loro lui ma mai me meno mentre mi
        mia mio molta molte molti molto ne nei nel nell nella nelle nello no noi non nostra nostro nulla o oggi
        ogni oltre or ora per perché però più poco poi possono presso prima primo proprio può qual qualche quale
        quali quando quanto quasi quella quelle quelli quello questa queste questi questo qui quindi s sarà se
        secondo sei sempre senza si sia siamo sono sopra sotto sta stata stati stato stessa stesso su sua sue
        sugli sui sul sull sulla sulle suo suoi tra tre troppo tu tutta tutte tutti tutto un una uno va verso vi
        via voi è
    """,
}


def _bare(word: str) -> str:
    return "".join(letter for letter in unicodedata.normalize("NFKD", word) if not unicodedata.combining(letter))


STOPWORDS = {language: frozenset(_bare(word) for word in written.split()) for language, written in _WRITTEN.items()}
"""Two-letter language code → folded words."""
