// Package grouping groups short texts by what they speak of, in Finnish, Swedish
// and English, without a model from elsewhere.
//
// # The way
//
//   - Texts that nearly repeat another are folded into it (MinHash).
//   - A text is its runs of three to five letters inside words, and its pairs of
//     words, weighed by rarity; function words count half.
//   - Each text is joined with its 15 nearest; communities of that graph are
//     looked for at rising resolutions (Louvain), and at each a complement naive
//     Bayes classifier and the neighbours put every text where it fits best.
//   - Of fewer than 1,000 texts, 40 such divisions are made with a fifth of the
//     edges left out, and what is mostly together is joined.
//   - How many themes there are is found: groups must be told again by a
//     classifier that has not seen the text (prediction strength, agreement of at
//     least 0.78, of few texts 0.75). Of those, the one with the highest
//     strength² ln k is taken. Where no groups are told so well, the coarsest with
//     at least 1.2 ln n groups is.
//   - What is far less like its nearest than is usual stays outside.
//   - Beyond 4,000 texts of a language a sample is compared and the rest assigned.
//   - In the next run no text that has a theme moves, unless groups found anew are
//     a tenth better or texts have doubled; held, kept and joined themes are
//     imposed on these, too.
//
// # With embeddings
//
// Languages are grouped together, by their vectors, from the centre of each
// language or of all, whichever tells the groups better apart. Learnability
// proves little there: a cell of one cloud is told by its mean. So half of the
// texts make pieces, and the other half must leave a valley between each two
// (valley.go); where there are none, as in real texts that shade into one
// another, groups that both halves show (shade.go); where there are none of
// these, the coarsest with a few groups. Themes known before give way
// when the new ones are a tenth farther apart. Texts without a vector, and new
// texts before the next run, are put by their words. A theme is named by the
// words of its commonest language.
//
// No model was at hand: the figures are of made-up vectors
// (TestEmbeddingsTellTopics) and of latent semantic analysis of real sets
// (TestLatentVectorsTellThemes), where fi_vaalikone2015 gives V .657 with 12 themes
// of 23, sv_vaalikone2015 .469 with 15 of 15 and fi_sib200 .211 with 9 of 7. Of thirty
// topics of uneven size in 64 dimensions, with noise half as long again as the
// topic, half are found: small ones go to their nearest. A language that speaks
// of one thing alone, with a shift greater than the spread of its texts, stays a
// theme of its own.
//
// # Figures
//
// V-measure and adjusted Rand index, themes found and true, and the best of
// scikit-learn 1.2.1 told the true number (TestThemesAreFound; bench/themes):
//
//	fi_vaalikone2015  .796 .785   24 of 23   .694 .467
//	sv_vaalikone2015  .574 .328   18 of 15   .451 .187
//	fi_sib200         .272 .220   11 of 7    .110 .077
//	sv_sib200         .170 .094    9 of 7    .106 .062
//	en_sib200         .258 .220    8 of 7    .125 .069
//	fi_eduskunta_vkk  .184 .110   13 of 15   .107 .035
//	en_banking77      .663 .314   65 of 77   .642 .286
//
// The sum of the Rand indexes is 2.069, of scikit-learn 1.183. Texts out of scope
// of en_clinc150: area under the curve .916. The last 30 % assigned instead of
// grouped lose .022 of V on fi_vaalikone2015 and nothing on sv_vaalikone2015; the
// small sets of single sentences (sib200) lose more, up to .12: their groups are
// hardly there, and fewer texts give other ones. With a tenth new, all texts keep
// their theme on fi_vaalikone2015.
//
// # Tried and turned down
//
// Choosing the resolution by modularity above that of shuffled texts found too
// few themes in fine sets (33 of 77); by information that two halves of a text
// share, too many in diffuse ones; by groups of two halves of the set, noise in
// small sets; by splitting groups again while they split strongly, 205 of 77.
// Leaving function words out lost on short questions and at finding strays.
// Shared neighbours as weights, spherical k-means in place of naive Bayes, ten
// and forty neighbours, the cube of likeness and weights of one were worse. Naive
// Bayes alone, without the neighbours, melted small groups into large ones.
package grouping
