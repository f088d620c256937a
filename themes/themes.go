// Package themes takes in feedback of every channel, groups it so that people
// find their way in it, and ties it to the strategy.
//
// It knows people; every other noun it knows by kind and id alone (Target). It
// must not know the web. The channels are in themes/intake, the grouping of
// texts in themes/grouping.
package themes
