"""Group texts with scikit-learn, as a peer to measure beside.

    baseline.py SET.tsv K          quality: every method, three seeds
    baseline.py --scale TEXTS K    one text a line, once, the method for many texts

A .tsv has the columns id, lang, label and text under a header row; the label is
not read. Each run of a method is one line of JSON on standard output: method,
seconds and processor seconds (start and imports left out), peak (bytes of
resident memory) and groups, one number a text.
"""
import json
import resource
import sys
import time

from sklearn.cluster import KMeans, MiniBatchKMeans
from sklearn.decomposition import TruncatedSVD
from sklearn.feature_extraction.text import TfidfVectorizer
from sklearn.preprocessing import Normalizer

SEEDS = (0, 1, 2)
DIMENSIONS = 100


def words():
    return TfidfVectorizer(min_df=2, max_df=0.5, sublinear_tf=True)


def characters():
    return TfidfVectorizer(analyzer="char_wb", ngram_range=(3, 5), min_df=3, max_df=0.4, sublinear_tf=True)


def reduced(matrix, seed):
    svd = TruncatedSVD(min(DIMENSIONS, min(matrix.shape) - 1), random_state=seed)
    return Normalizer(copy=False).fit_transform(svd.fit_transform(matrix))


class Watch:
    """Times one run, and says how it went."""

    def __init__(self):
        self.began, self.used = time.perf_counter(), time.process_time()

    def say(self, method, groups):
        print(json.dumps({
            "method": method,
            "seconds": time.perf_counter() - self.began,
            "processor": time.process_time() - self.used,
            "peak": resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * 1024,
            "groups": groups.tolist(),
        }), flush=True)


def texts_of(path):
    with open(path, encoding="utf-8", newline="\n") as lines:
        next(lines)
        return [line.rstrip("\r\n").split("\t", 3)[3] for line in lines]


def quality(path, k):
    texts = texts_of(path)
    for name, features in (("words", words), ("characters", characters)):
        for seed in SEEDS:
            watch = Watch()
            matrix = features().fit_transform(texts)
            watch.say(name + ", k-means", KMeans(k, n_init=10, random_state=seed).fit_predict(matrix))
            watch = Watch()
            dense = reduced(features().fit_transform(texts), seed)
            watch.say(name + ", SVD, k-means", KMeans(k, n_init=10, random_state=seed).fit_predict(dense))


def scale(path, k):
    with open(path, encoding="utf-8", newline="\n") as lines:
        texts = [line.rstrip("\n") for line in lines]
    watch = Watch()
    dense = reduced(characters().fit_transform(texts), SEEDS[0])
    watch.say("characters, SVD, k-means", MiniBatchKMeans(k, n_init=3, random_state=SEEDS[0]).fit_predict(dense))


if __name__ == "__main__":
    if len(sys.argv) == 4 and sys.argv[1] == "--scale":
        scale(sys.argv[2], int(sys.argv[3]))
    elif len(sys.argv) == 3:
        quality(sys.argv[1], int(sys.argv[2]))
    else:
        sys.exit(__doc__)
