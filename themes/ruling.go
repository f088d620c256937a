package themes

// Ruling is what the desk decides on showing an item.
type Ruling struct {
	State  Moderation // Shown or Hidden
	Reason string     // of hiding, for the sender
	// Text is what is shown instead of the text as sent, "" for it as it is.
	Text string
}
