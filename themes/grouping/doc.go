// Package grouping groups short texts by what they speak of, in Finnish, Swedish
// and English, without a model from elsewhere.
package grouping
